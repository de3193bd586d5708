import {endOfReply, type Reply, replyOf} from './reply.ts'
import type {WireText} from './word.ts'

/** How answers end on a connection that stays: `prompt i` (3.2) with a blank line, `prompt` with a blank line and `> `. */
export type SessionCommand = 'prompt i' | 'prompt'

/** Reads the answers of a prompt session, in whatever pieces they come. Knows no socket: bytes go in, replies come out. */
export class SessionReader {
  #pending: WireText = ''
  readonly #marker: '' | '> '

  constructor(command: SessionCommand) {
    this.#marker = command === 'prompt' ? '> ' : ''
  }

  /** Bytes that belong to no complete reply yet. */
  get pending(): WireText {
    return this.#pending
  }

  /** @returns the replies that are complete now, in order */
  push(bytes: Uint8Array): Reply[] {
    this.#pending += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    const replies: Reply[] = []
    let start = this.#begin(0)
    for (let end = this.#end(start); end !== undefined; end = this.#end(start)) {
      replies.push(replyOf(this.#pending.slice(start, end - 1 - this.#marker.length)))
      start = this.#begin(end)
    }
    this.#pending = this.#pending.slice(start)
    return replies
  }

  /** @param start of a reply @returns where it ends, and the next may begin; undefined while that has not come */
  #end(start: number): number | undefined {
    if (!this.#marker) return endOfReply(this.#pending, start)
    if (this.#pending.startsWith('\n', start)) return this.#pending.startsWith('\n> ', start) ? start + 3 : undefined
    const blank = this.#pending.indexOf('\n\n> ', start)
    return blank === -1 ? undefined : blank + 4
  }

  /** Up to 3.1 `+ ` is printed for each payload line, before the answer (runtime-api 1.2). */
  #begin(start: number): number {
    if (!this.#marker) return start
    let begin = start
    while (this.#pending.startsWith('+ ', begin)) begin += 2
    return begin
  }
}
