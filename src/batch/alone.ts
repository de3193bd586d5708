import {randomBytes} from 'node:crypto'
import {echo} from '../client/at-prompt.ts'
import {commandsAhead, patience} from '../client/exec.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {lostAnswer} from '../client/unknown-outcome.ts'
import {elapsed} from '../maps/phases.ts'
import {bufferReserve} from '../protocol/dialect.ts'
import {asError} from '../protocol/error.ts'
import {isOurSeverity, parseRawLine, withSeverity} from '../protocol/raw-line.ts'
import {openingOf} from '../protocol/severity.ts'
import type {WireText} from '../protocol/word.ts'
import {answerLimit, tooLong} from '../transport/limits.ts'
import {type Answers, answersBetween, answersByGrammar} from './answers.ts'
import {type BatchLine, isPrompt, isQuit, wireLine} from './line.ts'
import {type Outcome, recordOf, unanswered} from './record.ts'
import {cutShort} from './together.ts'

const isAnswered = (command: WireText): boolean => !isPrompt(command) && !isQuit(command)

/** Sends a line on a connection of its own. @throws why nothing was sent */
export async function runAlone(client: RuntimeClient, line: BatchLine): Promise<Outcome> {
  const start = performance.now()
  const request = requestOf(client, line)
  const {wire, lost} = request ? await answerTo(client, request) : {wire: '', lost: undefined}
  const ms = elapsed(start)
  const {texts, fault} = request ? textsOf(request, wire, lost === undefined) : {texts: [], fault: undefined}
  let strips = request?.strips === true
  const records = line.commands.map((command) => {
    strips = isOurSeverity(command, strips)
    const answer = isAnswered(command) ? texts.shift() : ''
    if (answer === undefined) return unanswered(line.number, command, ms)
    const {length, severity} = openingOf(answer)
    return recordOf(line.number, command, {text: strips ? answer.slice(length) : answer, severity}, ms)
  })
  return {records, ms, lost: records.some(({ok}) => ok === null) ? (lost ?? fault ?? cutShort()) : undefined}
}

/** What was sent may have run, whatever is wrong with reading its answers. */
function textsOf(request: Request, wire: WireText, ended: boolean): {texts: WireText[]; fault: Error | undefined} {
  try {
    return {texts: [...request.answers(wire, ended)], fault: undefined}
  } catch (error) {
    return {texts: [], fault: asError(error)}
  }
}

interface Request {
  readonly bytes: Buffer
  /** ms that HAProxy is silent on it by nature. */
  readonly silence: number
  /** The severity is asked for by us ahead of the line. */
  readonly strips: boolean
  /** @param ended by HAProxy: else what came last may be cut */
  answers(wire: WireText, ended: boolean): Answers
}

/** @returns undefined where nothing of the line is for HAProxy */
function requestOf(client: RuntimeClient, line: BatchLine): Request | undefined {
  const typed = line.commands.filter((command) => !isPrompt(command))
  if (typed.length === 0) return undefined
  const {dialect} = client
  const raw = parseRawLine(wireLine({...line, commands: typed}, dialect), dialect)
  const commands = typed.map(withSeverity)
  const ahead = commandsAhead(raw)
  const mark = randomBytes(6).toString('hex')
  const bytesWith = (separator: WireText): Buffer =>
    Buffer.concat([Buffer.from(`${[...ahead, wireLine({...line, commands}, dialect, separator)].join(';')}\n`, 'latin1'), line.payload ?? Buffer.alloc(0)])
  const marked = bytesWith(`;echo ${mark};`)
  const marks = commands.length > 1 && client.has(echo) && marked.length <= client.bufferSize - bufferReserve
  const asked = commands.filter(isAnswered)
  return {
    bytes: marks ? marked : bytesWith(';'),
    silence: raw.silence,
    strips: !raw.setsSeverity,
    answers: (wire, ended) => {
      if (!wire.startsWith('\n'.repeat(ahead.length))) return []
      const own = wire.slice(ahead.length)
      return marks ? answersBetween(own, mark, ended) : answersByGrammar(own, asked, dialect, ended)
    },
  }
}

/** All that came, and why it was no more. */
async function answerTo(client: RuntimeClient, {bytes, silence}: Request): Promise<{wire: WireText; lost: Error | undefined}> {
  const pieces: Buffer[] = []
  let size = 0
  try {
    for await (const piece of client.stream(bytes, silence + patience * client.timeout, client.silenceTimeout(silence))) {
      pieces.push(piece)
      size += piece.length
      if (size > answerLimit) throw tooLong(client.address)
    }
  } catch (error) {
    // an interruption that comes before anything was written is told apart nowhere: then it may have run
    const lost = lostAnswer(error) ?? (client.signal?.aborted === true ? asError(error) : undefined)
    if (!lost) throw error
    return {wire: Buffer.concat(pieces).toString('latin1'), lost}
  }
  return {wire: Buffer.concat(pieces).toString('latin1'), lost: undefined}
}
