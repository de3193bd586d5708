import {bufferReserve} from '../protocol/dialect.ts'
import {HactlError} from '../protocol/error.ts'
import {closedPayload, parseRawLine} from '../protocol/raw-line.ts'
import {AnswerScanner} from '../protocol/severity.ts'
import type {RuntimeClient} from './runtime-client.ts'
import {lostAnswer, outcomeUnknown} from './unknown-outcome.ts'

/** What became of a raw line. */
export interface ExecOutcome {
  /** HAProxy refused one of its commands, by severity or by its text. */
  readonly refused: boolean
  /** The gravest severity of its messages (3: error, 4: warning, 6: info); null when there was none. */
  readonly severity: number | null
}

/** Answers that go on until the user has seen enough. */
const follows = /\bshow events\b.*\s-w\b|\bwait\b/

/** Commands that end the connection, or answer in a way of their own. */
const leaves = /\b(?:quit|prompt)\b/

/** An answer may be waited for so many timeouts in all, however it drips. */
const patience = 60

/**
 * Sends one line and passes HAProxy's answer on byte for byte. The severity of messages is asked for, and taken out again.
 *
 * @param readPayload called only when the line ends in `<<` or `<<WORD`
 * @throws HactlError `line-invalid`, `payload-invalid`, `too-big` before anything is sent; `outcome-unknown` when the answer to a change was lost
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
  requireRoom(client, request)
  const scanner = new AnswerScanner({several: raw.commands > 1, strip: !raw.setsSeverity})
  const seen = {tail: '', any: false}
  const pass = async (piece: string): Promise<void> => {
    if (piece === '') return
    seen.any = true
    seen.tail = (seen.tail + piece).slice(-2)
    await write(Buffer.from(piece, 'latin1'))
  }
  try {
    for await (const bytes of client.stream(request, follows.test(text) ? undefined : patience * client.timeout)) await pass(scanner.push(bytes))
    await pass(scanner.end())
  } catch (error) {
    const lost = asks(text) ? undefined : lostAnswer(error)
    throw lost ? outcomeUnknown(text, lookFirst, lost) : error
  }
  const {refused, gravest = null} = scanner
  const whole = seen.tail === '\n\n' || seen.tail === '\n' || (client.dialect.missingBlankLine && seen.tail.endsWith('\n'))
  const all = scanner.answers >= raw.commands || leaves.test(text)
  if (!whole || !all) throw truncated(text, seen.any)
  return {refused, severity: gravest}
}

const lookFirst = 'look before you send it again'

/** A question leaves nothing behind. */
const asks = (text: string): boolean => /^\s*(?:show|get|help|echo|dump)\b/.test(text) && !text.includes(';')

function requireRoom({bufferSize}: RuntimeClient, request: Buffer): void {
  const limit = bufferSize - bufferReserve
  if (request.length <= limit) return
  throw new HactlError('too-big', {
    exit: 2,
    message: `line and payload have ${request.length} bytes, HAProxy's buffer takes ${limit}`,
    hint: 'send it in pieces; hactl map sync and map load do that by themselves',
  })
}

function truncated(text: string, any: boolean): HactlError {
  const message = any ? 'the answer has no end: HAProxy closed the connection early' : 'HAProxy closed the connection without an answer'
  const lost = new HactlError('reply-truncated', {exit: 3, message, hint: 'is it still running? hactl version'})
  return asks(text) ? lost : outcomeUnknown(text, lookFirst, lost)
}
