/** Without these no line has a payload, is cut by HAProxy, never ends, or is for a shell. */
const doubtful = ['\\', '\0', '<<', 'events', '|'].map((text) => Buffer.from(text))

/**
 * Whether a text is surely a batch of which every line can be sent: at a look, without reading its lines.
 *
 * @param longest bytes of a line
 */
export async function isSimple(pieces: AsyncIterable<Uint8Array>, longest: number): Promise<boolean> {
  let rest: Uint8Array = Buffer.alloc(0)
  for await (const piece of pieces) {
    const text = Buffer.concat([rest, piece])
    if (doubtful.some((bytes) => text.includes(bytes))) return false
    let start = 0
    while (text.length - start > longest) {
      const end = text.lastIndexOf('\n', start + longest)
      if (end < start) return false
      start = end + 1
    }
    rest = text.subarray(text.lastIndexOf('\n') + 1)
  }
  return true
}
