import type {WireText} from '../../word.ts'

const controls: Readonly<Record<string, string>> = {t: '\t', n: '\n', r: '\r', e: '\x1b'}

/** What HAProxy prints of a text (tools.c dump_text): `\ `, `\=`, `\\`, `\t`, `\n`, `\r`, `\e`, and `\xNN` for what is not ASCII. */
export const unescapedText = (text: WireText): WireText =>
  text.includes('\\')
    ? text.replace(/\\(?:x([\dA-F]{2})|(.))/gis, (_, hex: string | undefined, character: string) =>
        hex === undefined ? (controls[character] ?? character) : String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : text
