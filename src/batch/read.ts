import {readFile} from 'node:fs/promises'
import {requireRoom} from '../client/exec.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {unreadable} from '../maps/file-source.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {closedPayload} from '../protocol/raw-line.ts'
import type {WireText} from '../protocol/word.ts'
import {type BatchLine, batchLine, wireLine} from './line.ts'

/** What a HAProxy takes: its language, and how much of it at once. */
export type Limits = Pick<RuntimeClient, 'dialect' | 'bufferSize'>

/** Bytes that are sent ahead of a line at most: a timeout, a severity. */
const aheadSize = 64

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
    const complete = reader.take(lines)
    if (complete.length > 0) yield complete
  }
  const last = [...reader.take(rest === '' ? [] : [rest]), ...reader.end()]
  if (last.length > 0) yield last
}

/** All lines of a file: what is wrong with any of them is known before the first is sent. @throws HactlError `source-unreadable`, and what `readBatch` throws */
export async function readBatchFile(path: string, limits: Limits): Promise<BatchLine[]> {
  const content = await readFile(path).catch(unreadable(path, 'a file of commands'))
  const lines: BatchLine[] = []
  for await (const some of readBatch([content], limits)) for (const line of some) lines.push(line)
  return lines
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

  constructor(limits: Limits) {
    this.#limits = limits
  }

  take(texts: readonly WireText[]): BatchLine[] {
    const lines: BatchLine[] = []
    for (const text of texts) {
      this.#number += 1
      const line = this.#open ? this.#payload(this.#open, text) : this.#command(text)
      if (line) lines.push(line)
    }
    return lines
  }

  /** An empty line need not stand at the end of the file, a word must. */
  end(): BatchLine[] {
    const open = this.#open
    if (!open) return []
    const {number, terminator} = open.line
    if (terminator === '') return [this.#close(open)]
    throw new HactlError('payload-invalid', {
      exit: 2,
      message: `line ${number}: its payload never ends: there is no line ${JSON.stringify(terminator)} behind it`,
    })
  }

  #command(text: WireText): BatchLine | undefined {
    const crlf = text.endsWith('\r')
    const command = (crlf ? text.slice(0, -1) : text).replace(/^[ \t]+/, '')
    if (command === '' || command.startsWith('#')) return undefined
    const line = at(this.#number, () => {
      requireRoom(this.#limits, command.length + aheadSize)
      return batchLine(command, this.#number, this.#limits.dialect)
    })
    if (line.terminator === undefined) return line.commands.length > 0 ? line : undefined
    this.#open = {line, crlf, payload: []}
    return undefined
  }

  #payload(open: Open, text: WireText): BatchLine | undefined {
    const content = open.crlf && text.endsWith('\r') ? text.slice(0, -1) : text
    if (content === open.line.terminator) return this.#close(open)
    open.payload.push(content)
    return undefined
  }

  #close({line, payload}: Open): BatchLine {
    this.#open = undefined
    const content = Buffer.from(payload.map((each) => `${each}\n`).join(''), 'latin1')
    return at(line.number, () => {
      const closed = closedPayload(content, line.terminator ?? '')
      requireRoom(this.#limits, closed.length + wireLine(line).length + aheadSize)
      return {...line, payload: closed}
    })
  }
}

/** What is wrong with a line is told with its number. */
function at<T>(number: number, act: () => T): T {
  try {
    return act()
  } catch (thrown) {
    if (!(thrown instanceof HactlError)) throw asError(thrown)
    const {code, exit, message, hint, cause} = thrown
    throw new HactlError(code, {exit, message: `line ${number}: ${message}`, hint, cause})
  }
}
