import {HactlError} from './error.ts'

/**
 * Text as it stands on the wire: a string of which each character is one byte (latin1), so that keys and values that are not UTF-8 pass unharmed.
 * `wireText` makes it from what people write, `readable` goes back.
 */
export type WireText = string

export function wireText(text: string | Uint8Array): WireText {
  const bytes = typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  return bytes.toString('latin1')
}

/** What a person can read of wire text: as UTF-8, with U+FFFD for what is not. */
export function readable(wire: WireText): string {
  return Buffer.from(wire, 'latin1').toString('utf8')
}

/**
 * One word of a command line (cli.c cli_process_cmdline): blanks, `;` and `\` are escaped, and each `<` behind another,
 * since `<<` opens a payload: on 2.x at the end of a line, later also behind a blank that is escaped itself.
 *
 * @throws HactlError `word-invalid` for what no command line can carry: an empty word, NUL, CR, LF
 */
export function word(value: string | Uint8Array): WireText {
  const wire = wireText(value)
  if (wire === '') throw emptyWord()
  const bad = /[\0\r\n]/.exec(wire)
  if (bad)
    throw new HactlError('word-invalid', {
      exit: 2,
      message: `${JSON.stringify(readable(wire))} holds ${JSON.stringify(bad[0])}, which a command line cannot carry`,
    })
  return wire.replace(/[\\ \t;]|(?<=<)</g, '\\$&')
}

/** @param hint what to do instead, for what is named so */
export const emptyWord = (hint?: string): HactlError =>
  new HactlError('word-invalid', {exit: 2, message: 'an empty word cannot be sent: HAProxy has no quotes', hint})
