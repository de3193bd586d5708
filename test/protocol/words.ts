import fc from 'fast-check'

/** Pieces that mean something on a command line, latin1: one character a byte. */
const pieces = [
  'a',
  'b',
  ' ',
  '\t',
  ';',
  '\\',
  '<',
  '<<',
  '<<x',
  '"',
  "'",
  '#',
  '@1',
  '\u00c3\u00a9',
  '\u00ff',
  '\v',
  '\f',
  '$',
  '|',
  '>',
  '\\ ',
  '\\;',
  '\\<<',
]

const byte = fc
  .integer({min: 1, max: 255})
  .map((code) => String.fromCharCode(code))
  .filter((character) => character !== '\r' && character !== '\n')

/** What a word of a command line can hold: anything but NUL, CR and LF. */
export const anyWord = fc.array(fc.oneof({weight: 4, arbitrary: fc.constantFrom(...pieces)}, byte), {minLength: 1, maxLength: 8}).map((parts) => parts.join(''))

/** Without what would end a key in a dump. */
export const blankless = anyWord.map((word) => word.replaceAll(/[ \t]/g, '') || 'k')

/** Each danger alone. */
export const oddWords = [
  '<<',
  '<<x',
  'x<<',
  'x <<',
  'x <<y',
  'x\t<<',
  '<< ',
  ' <<',
  'a<<b',
  '<<<<',
  '<<<',
  '\\',
  '\\\\',
  'a\\',
  ' ',
  '\t',
  ';',
  'a;b',
  'x; show info',
  '"a b"',
  "'a",
  '#',
  '\u00e9',
  '\u00c3\u00a9',
  '@1',
  '\\n',
  '\u0001',
  '\u007f',
]
