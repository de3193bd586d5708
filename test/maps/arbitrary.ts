import fc from 'fast-check'

/** Pieces that mean something to a shell, to a command line of HAProxy, to a payload or to UTF-8, as latin1. */
const oddities = [
  'a',
  'b',
  '0',
  ';',
  '\\',
  '"',
  "'",
  '#',
  '<<',
  '<<x',
  '>',
  ' ',
  '\t',
  '  ',
  '\\ ',
  '\\;',
  '\u00c3\u00a9',
  '\u00e2\u0082\u00ac',
  '\u00ff',
  '\u0080',
  '\u0001',
  '\v',
  '\f',
  '@1',
  '0x7f',
  '+ ',
  '> ',
  '[3]: ',
  'prompt',
  '%',
  '$',
  '$(x)',
  '~abcdef',
]

const piece = fc.oneof(
  {weight: 3, arbitrary: fc.constantFrom(...oddities)},
  fc.integer({min: 1, max: 255}).map((byte) => String.fromCharCode(byte)),
)
const text = (maxLength: number) => fc.array(piece, {maxLength}).map((pieces) => pieces.join(''))
const within = (source: fc.Arbitrary<string>, without: RegExp) => source.map((given) => given.replaceAll(without, ''))

/** Not empty, and without what ends a key in a file. */
export const anyKey = within(text(6), /[ \t\r\n\0]/g).map((key) => key || 'k')

/** Few keys, so that the same stands there again. */
const commonKey = fc.constantFrom('a', 'b', '/path', '#hash', '"quoted"', '\\')

const shortValue = within(text(12), /[\r\n\0]/g)
const longValue = fc.tuple(fc.integer({min: 1, max: 8000}), shortValue).map(([length, start]) => start.padEnd(length, 'long value ').slice(0, length))

/** 0 to 8,000 bytes, blanks around it too. */
export const anyValue = fc.oneof({weight: 6, arbitrary: shortValue}, {weight: 1, arbitrary: longValue})

const blanks = fc.constantFrom('', '', '', ' ', '\t', ' \t ', '   ')
const separator = fc.constantFrom(' ', ' ', '\t', '  ', ' \t')
const ending = fc.constantFrom('', '', '', '\r', '\r behind', ' \r')

const entryLine = fc
  .tuple(blanks, fc.oneof(anyKey, commonKey), fc.option(fc.tuple(separator, anyValue, blanks)), ending)
  .map(([before, key, rest, end]) => `${before}${key}${rest ? rest.join('') : ''}${end}`)

const otherLine = fc.oneof(
  fc.constantFrom('', ' ', '\t', '\r', ' \r x', '#', '# a comment'),
  shortValue.map((value) => `#${value}`),
  shortValue,
)

/** A line that holds entries takes as many bytes as given, its line feed included. */
const sizedLine = fc.constantFrom(16, 32, 64).chain((size) => anyKey.map((key) => `${key.slice(0, 8)} `.padEnd(size - 1, 'v')))

const anyLine = fc.oneof({weight: 6, arbitrary: entryLine}, {weight: 2, arbitrary: otherLine}, {weight: 1, arbitrary: sizedLine})

/** A map file, latin1; its last line may lack the line feed. */
export const anyFile = fc.tuple(fc.array(anyLine, {maxLength: 60}), fc.boolean()).map(([lines, closed]) => lines.join('\n') + (closed ? '\n' : ''))

/** So many lines of one size that they end near a multiple of a chunk. */
export const nearChunkEnd = fc.record({size: fc.constantFrom(16, 32, 64), chunks: fc.integer({min: 1, max: 3}), off: fc.integer({min: -2, max: 2})})

/** @param room bytes of a chunk */
export function fileNear(room: number, {size, chunks, off}: {size: number; chunks: number; off: number}): string {
  const count = Math.max(1, Math.floor((room * chunks) / size) + off)
  return Array.from({length: count}, (_, index) => `k${index.toString(36)} `.padEnd(size - 1, 'v')).join('\n')
}
