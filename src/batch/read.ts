import {requireRoom} from '../client/exec.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {countText} from '../maps/count-text.ts'
import {bufferReserve} from '../protocol/dialect.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {closedPayload} from '../protocol/raw-line.ts'
import type {WireText} from '../protocol/word.ts'
import {type BatchLine, batchLine, wireLine} from './line.ts'

/** What a HAProxy takes: its language, and how much of it at once. */
export type Limits = Pick<RuntimeClient, 'dialect' | 'bufferSize'>

/** Bytes that are sent ahead of a line at most: a timeout, a severity. */
const aheadSize = 64

/** Bytes of a line that has no payload. */
export const longestCommand = ({bufferSize}: Limits): number => bufferSize - bufferReserve - aheadSize

/** Bytes: a comment may be longer than HAProxy's buffer. */
const longestLine = 4 << 20

/**
 * Reads a batch: a line of commands each, `#` for a comment, blank lines, and behind a line that ends in `<<` or `<<WORD` its payload, up to the empty line or
 * WORD. Lines may end in CR LF.
 *
 * @param pieces of the file, cut anywhere
 * @returns the lines that each piece completes
 * @throws HactlError `line-invalid`, `payload-invalid` and `too-big`, with the number of the line
 */
export async function* readBatch(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, limits: Limits): AsyncGenerator<BatchLine[], void> {
  const reader = new BatchReader(limits)
  let rest = ''
  for await (const piece of pieces) {
    const text = rest + Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1')
    const lines = text.split('\n')
    rest = lines.pop() ?? ''
    reader.begun(rest)
    const complete = reader.take(lines)
    if (complete.length > 0) yield complete
  }
  const last = [...reader.take(rest === '' ? [] : [rest]), ...reader.end()]
  if (last.length > 0) yield last
}

/** A line of which the payload is still being read. */
interface Open {
  readonly line: BatchLine
  /** Its own end was CR LF: so are those of its payload. */
  readonly crlf: boolean
  readonly payload: WireText[]
}

class BatchReader {
  readonly #limits: Limits
  #number = 0
  #open: Open | undefined
  /** Bytes of its payload. */
  #size = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** @throws HactlError with the number of the line that cannot be sent */
  take(texts: readonly WireText[]): BatchLine[] {
    const lines: BatchLine[] = []
    for (const text of texts) {
      this.#number += 1
      try {
        const line = this.#open ? this.#payload(this.#open, text) : this.#command(text)
        if (line) lines.push(line)
      } catch (thrown) {
        throw this.#numbered(thrown)
      }
    }
    return lines
  }

  /** An empty line need not stand at the end of the file, a word must. */
  end(): BatchLine[] {
    const open = this.#open
    if (!open) return []
    const {terminator} = open.line
    try {
      if (terminator === '') return [this.#close(open)]
      throw new HactlError('payload-invalid', {exit: 2, message: `its payload never ends: there is no line ${JSON.stringify(terminator)} behind it`})
    } catch (thrown) {
      throw this.#numbered(thrown)
    }
  }

  /** What has no end yet is no longer than anything that can be sent. */
  begun(text: WireText): void {
    if (text.length <= longestLine) return
    this.#number += 1
    throw this.#numbered(new HactlError('too-big', {exit: 2, message: `it has more than ${countText(longestLine)} bytes`}))
  }

  #command(text: WireText): BatchLine | undefined {
    const crlf = text.endsWith('\r')
    // one that is left is a command more for HAProxy 3.2 and later, with an answer of its own
    const command = withoutIndent(crlf ? text.replace(/\r+$/, '') : text)
    if (command === '' || command.startsWith('#')) return undefined
    requireRoom(this.#limits, command.length + aheadSize)
    const line = batchLine(command, this.#number, this.#limits.dialect)
    if (line.terminator === undefined) return line.commands.length > 0 ? line : undefined
    this.#open = {line, crlf, payload: []}
    this.#size = command.length + line.terminator.length + aheadSize
    return undefined
  }

  #payload(open: Open, text: WireText): BatchLine | undefined {
    const content = open.crlf && text.endsWith('\r') ? text.slice(0, -1) : text
    if (content === open.line.terminator) return this.#close(open)
    open.payload.push(content)
    this.#size += content.length + 1
    requireRoom(this.#limits, this.#size)
    return undefined
  }

  #close({line, payload}: Open): BatchLine {
    const content = Buffer.from(payload.map((each) => `${each}\n`).join(''), 'latin1')
    const closed = closedPayload(content, line.terminator ?? '')
    requireRoom(this.#limits, closed.length + wireLine(line, this.#limits.dialect).length + aheadSize)
    this.#open = undefined
    return {...line, payload: closed}
  }

  /** What is wrong with a line is told with its number: with a payload, that of its command. */
  #numbered(thrown: unknown): Error {
    if (!(thrown instanceof HactlError)) return asError(thrown)
    const {code, exit, message, hint, cause} = thrown
    return new HactlError(code, {exit, message: `line ${this.#open?.line.number ?? this.#number}: ${message}`, hint, cause})
  }
}

/** Most lines have none. */
const withoutIndent = (text: WireText): WireText => (text.startsWith(' ') || text.startsWith('\t') ? text.replace(/^[ \t]+/, '') : text)
