/** Takes what a client writes apart into requests: a line, with its payload when it opens one. Shares nothing with src/. */
export class RequestReader {
  #pending: Buffer = Buffer.alloc(0)

  /** @returns the requests that are complete now */
  push(bytes: Buffer): Buffer[] {
    this.#pending = Buffer.concat([this.#pending, bytes])
    const requests: Buffer[] = []
    for (let length = requestLength(this.#pending); length > 0; length = requestLength(this.#pending)) {
      requests.push(this.#pending.subarray(0, length))
      this.#pending = this.#pending.subarray(length)
    }
    return requests
  }
}

/** @returns 0 while the end has not come */
function requestLength(bytes: Buffer): number {
  const line = bytes.indexOf('\n') + 1
  const opened = / <<(\S*)\n$/.exec(bytes.toString('latin1', 0, line))
  if (line === 0 || !opened) return line
  const end = bytes.indexOf(`\n${opened[1]}\n`, line - 1)
  return end < 0 ? 0 : end + (opened[1]?.length ?? 0) + 2
}
