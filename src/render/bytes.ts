import {isUtf8} from 'node:buffer'

const replacement = '\uFFFD'

const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** @returns the text of valid UTF-8, else undefined. Decoding first is faster than asking first. */
export function textOf(bytes: Uint8Array): string | undefined {
  const text = viewOf(bytes).toString('utf8')
  return text.includes(replacement) && !isUtf8(bytes) ? undefined : text
}

/** Base64 of bytes that are no text. */
export const base64Of = (bytes: Uint8Array): string => viewOf(bytes).toString('base64')

/** Text with each byte that is not ASCII as `\xNN`: for people, and for CSV. */
export function escapedBytes(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`
  return text
}
