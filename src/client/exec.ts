import {bufferReserve} from '../protocol/dialect.ts'
import {HactlError} from '../protocol/error.ts'
import {closedPayload, parseRawLine} from '../protocol/raw-line.ts'
import {SeverityFilter} from '../protocol/severity.ts'
import type {RuntimeClient} from './runtime-client.ts'

/** What became of a raw line. */
export interface ExecOutcome {
  /** HAProxy refused one of its commands, by severity or by its text. */
  readonly refused: boolean
  /** The gravest severity of its messages (3: error, 4: warning, 6: info); null when there was none. */
  readonly severity: number | null
}

/** Bytes of an answer that are looked at for words of refusal. */
const openingSize = 200

/** Answers that go on until the user has seen enough. */
const follows = /\bshow events\b.*\s-w\b|\bwait\b/

/** An answer may be waited for so many timeouts in all, however it drips. */
const patience = 60

const refusals = /^(?:Unknown command|Permission denied)/m

/**
 * Sends one line and passes HAProxy's answer on byte for byte. The severity of messages is asked for, and taken out again.
 *
 * @param readPayload called only when the line ends in `<<` or `<<WORD`
 * @throws HactlError `line-invalid`, `payload-invalid`, `too-big` before anything is sent; `reply-truncated` when the answer was cut
 */
export async function execLine(
  client: RuntimeClient,
  text: string,
  readPayload: () => Promise<Buffer>,
  write: (bytes: Buffer) => Promise<void>,
): Promise<ExecOutcome> {
  const raw = parseRawLine(text, client.dialect)
  const head = raw.setsSeverity ? '' : 'set severity-output number;'
  const payload = raw.terminator === undefined ? Buffer.alloc(0) : closedPayload(await readPayload(), raw.terminator)
  const request = Buffer.concat([Buffer.from(`${head}${text}\n`), payload])
  const limit = client.bufferSize - bufferReserve
  if (request.length > limit) {
    throw new HactlError('too-big', {
      exit: 2,
      message: `line and payload have ${request.length} bytes, HAProxy's buffer takes ${limit}`,
      hint: 'send it in pieces; hactl map sync and map load do that by themselves',
    })
  }
  const filter = raw.setsSeverity ? undefined : new SeverityFilter(raw.commands)
  const seen = {opening: '', tail: '', any: false}
  const pass = async (piece: string): Promise<void> => {
    if (piece === '') return
    seen.any = true
    if (seen.opening.length < openingSize) seen.opening += piece.slice(0, openingSize)
    seen.tail = (seen.tail + piece).slice(-2)
    await write(Buffer.from(piece, 'latin1'))
  }
  for await (const bytes of client.stream(request, follows.test(text) ? undefined : patience * client.timeout))
    await pass(filter ? filter.push(bytes) : bytes.toString('latin1'))
  await pass(filter?.end() ?? '')
  if (seen.tail !== '\n\n' && seen.tail !== '\n') throw truncated(text, seen.any)
  const severity = filter?.gravest ?? null
  return {refused: (severity !== null && severity <= 3) || refusals.test(seen.opening), severity}
}

/** A question leaves nothing behind; whether anything else ran is not known. */
function truncated(text: string, any: boolean): HactlError {
  const asks = /^\s*(?:show|get|help|echo|dump)\b/.test(text) && !text.includes(';')
  return new HactlError('reply-truncated', {
    exit: asks ? 3 : 5,
    message: any ? 'the answer has no end: HAProxy closed the connection early' : 'HAProxy closed the connection without an answer',
    hint: asks ? 'is it still running? hactl version' : 'whether the command ran is not known; look before you send it again',
  })
}
