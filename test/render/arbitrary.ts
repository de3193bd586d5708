import fc from 'fast-check'

/** Text as it comes from outside: any code point, and often what formats stumble over. */
export const anyText = fc.oneof(
  fc.string({unit: 'binary'}).map((text) => text.toWellFormed()),
  fc.string({
    unit: fc.constantFrom(
      'a',
      'Z',
      '0',
      ' ',
      '"',
      "'",
      ',',
      ';',
      ':',
      '-',
      '#',
      '\t',
      '\n',
      '\r',
      '\\',
      '\0',
      '\u001b',
      '\u007f',
      '\u009b',
      '\u2028',
      'ß',
      '漢',
      '𠀀',
      '😀',
      'e\u0301',
      '~',
    ),
  }),
  fc.constantFrom('', 'null', 'true', 'yes', '0x10', '1e3', '-', '[]', '{}', '=1+1', ' lead', 'trail ', '- a', '&a', '*a', '!x', '@x', '%x', '0123'),
)

/** Bytes that are no UTF-8. */
export const notText = fc.uint8Array({maxLength: 8}).map((bytes) => Uint8Array.of(0xff, ...bytes))

export const anyCell = fc.oneof(
  anyText,
  fc.integer(),
  fc.double({noNaN: true, noDefaultInfinity: true}).map((number) => (number === 0 ? 0 : number)),
  fc.boolean(),
  fc.constant(null),
)

export const anyRows = fc.array(fc.record({key: anyText, value: anyCell}), {maxLength: 7})

export const columns = [{name: 'key'}, {name: 'value'}]
