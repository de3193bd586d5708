import {setTimeoutCli} from '../protocol/commands/process/set-timeout.ts'
import {bufferReserve} from '../protocol/dialect.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {asksForSeverity, closedPayload, commandsOf, parseRawLine, type RawLine, withSeverity} from '../protocol/raw-line.ts'
import {firstChange} from '../protocol/read-only.ts'
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

/** s; HAProxy takes no more than 24 days */
const longestCliTimeout = 2_000_000

/** An answer may be waited for so many timeouts in all, however it drips. */
export const patience = 60

interface ExecOptions {
  /** What goes in front of the line on its connection: `operator`, `set timeout cli 60`. Each of them is answered with nothing but an empty line. */
  readonly settings?: readonly string[]
}

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
  {settings = []}: ExecOptions = {},
): Promise<ExecOutcome> {
  const raw = parseRawLine(text, client.dialect)
  const severityIsAsked = raw.setsSeverity || settings.some(asksForSeverity)
  const ahead = commandsAhead(raw, settings, severityIsAsked)
  const payload = await payloadOf(raw, readPayload)
  const commands = commandsOf(text).map(withSeverity)
  const request = Buffer.concat([Buffer.from(`${[...ahead, ...commands].join(';')}\n`), payload])
  requireRoom(client, request.length)
  const {missingBlankLine} = client.dialect
  const scanner = new AnswerScanner({commands: commandsOf(text), missingBlankLine, strip: !severityIsAsked, ahead: ahead.length})
  const {limit, silence} = deadlinesOf(raw, client)
  const answer = await passOn(raw, client.stream(request, limit, silence), scanner, write, client.signal)
  const leftOnPurpose = raw.quits && scanner.begun && !answer.any
  const all = scanner.answers >= raw.commands || raw.quits
  if (!leftOnPurpose && (!scanner.isWhole || !all)) throw truncated(text, answer.any)
  return answer.outcome
}

/** The payload with what ends it; empty for a line without one. */
export const payloadOf = async ({terminator}: RawLine, readPayload: () => Promise<Buffer>): Promise<Buffer> =>
  terminator === undefined ? Buffer.alloc(0) : closedPayload(await readPayload(), terminator)

/** ms that an answer may take, and be silent. */
export const deadlinesOf = ({silence}: RawLine, client: RuntimeClient): {readonly limit: number; readonly silence: number} => ({
  limit: silence + patience * client.timeout,
  silence: client.silenceTimeout(silence),
})

/**
 * Passes an answer on as it comes.
 *
 * @param signal may cut it: with nothing sent when it is aborted already, else a change may have run
 * @returns what became of the line, if the answer is whole; `any`: something of it was passed on
 * @throws HactlError `outcome-unknown` when the answer to a change was lost, or cut by the signal
 */
export async function passOn(
  {text}: RawLine,
  answer: AsyncIterable<Buffer>,
  scanner: AnswerScanner,
  write: (bytes: Buffer) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<{readonly outcome: ExecOutcome; readonly any: boolean}> {
  let any = false
  const pass = async (piece: string): Promise<void> => {
    if (piece === '') return
    any = true
    await write(Buffer.from(piece, 'latin1'))
  }
  signal?.throwIfAborted()
  try {
    for await (const bytes of answer) await pass(scanner.push(bytes))
    await pass(scanner.end())
  } catch (error) {
    const cut = signal?.aborted === true ? asError(signal.reason) : undefined
    const lost = asks(text) ? undefined : (lostAnswer(error) ?? cut)
    throw lost ? outcomeUnknown(text, lookFirst, lost) : error
  }
  const {refused, gravest = null} = scanner
  return {outcome: {refused, severity: gravest}, any}
}

/** What goes ahead of a line. HAProxy's own `stats timeout` (10 s) would interrupt a `wait` (seen on 3.2 and 3.4) and end `show events -w` (on 2.2 and 2.6). */
export function commandsAhead({setsSeverity, silence}: RawLine, settings: readonly string[] = [], severityIsAsked = setsSeverity): string[] {
  const seconds = Math.min(Math.ceil(silence / 1000) + 10, longestCliTimeout)
  return [...settings, ...(silence > 0 ? [setTimeoutCli.encode(seconds)] : []), ...(severityIsAsked ? [] : ['set severity-output number'])]
}

const lookFirst = 'look before you send it again'

/** A question leaves nothing behind. */
export const asks = (text: string): boolean => firstChange(text) === undefined

/** @param length bytes of line and payload, with what ends it @throws HactlError `too-big` */
export function requireRoom({bufferSize}: Pick<RuntimeClient, 'bufferSize'>, length: number): void {
  const limit = bufferSize - bufferReserve
  if (length <= limit) return
  throw new HactlError('too-big', {
    exit: 2,
    message: `line and payload have ${length} bytes, HAProxy's buffer takes ${limit}`,
    hint: 'send it in pieces; hactl map sync and map load do that by themselves',
  })
}

function truncated(text: string, any: boolean): HactlError {
  const message = any ? 'the answer has no end: HAProxy closed the connection early' : 'HAProxy closed the connection without an answer'
  const lost = new HactlError('reply-truncated', {exit: 3, message, hint: 'is it still running? hactl version'})
  return asks(text) ? lost : outcomeUnknown(text, lookFirst, lost)
}
