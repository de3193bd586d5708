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
    for (let end = this.#end(); end !== undefined; end = this.#end()) {
      replies.push(replyOf(this.#pending.slice(0, end - 1 - this.#marker.length)))
      this.#pending = this.#pending.slice(end)
    }
    return replies
  }

  #end(): number | undefined {
    if (this.#marker) this.#dropEchoes()
    if (this.#marker && this.#pending.startsWith('\n') && !this.#pending.startsWith('\n> ')) return undefined
    if (!this.#marker) return endOfReply(this.#pending)
    if (this.#pending.startsWith('\n> ')) return 3
    const blank = this.#pending.indexOf('\n\n> ')
    return blank === -1 ? undefined : blank + 4
  }

  /** Up to 3.1 `+ ` is printed for each payload line, before the answer (runtime-api 1.2). */
  #dropEchoes(): void {
    let start = 0
    while (this.#pending.startsWith('+ ', start)) start += 2
    if (start) this.#pending = this.#pending.slice(start)
  }
}
