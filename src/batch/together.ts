import {lostAnswer} from '../client/unknown-outcome.ts'
import {elapsed} from '../maps/phases.ts'
import {HactlError} from '../protocol/error.ts'
import type {Reply} from '../protocol/reply.ts'
import type {Channel} from '../transport/channel.ts'
import type {LineAnswer} from '../transport/prompt-session.ts'
import {type BatchLine, wireLine} from './line.ts'
import {type BatchRecord, type Outcome, recordOf, unanswered} from './record.ts'

const askSeverity = 'set severity-output number'

/** Bytes that one line more costs on the wire. */
export const wireSize = (line: BatchLine): number => line.commands.reduce((sum, command) => sum + command.length + 1, 1)

/** Bytes that stand on the wire ahead of the first. */
export const headSize = askSeverity.length + 1

/** Sends lines that share a connection as one line of it. @throws why nothing was sent */
export async function runTogether(channel: Channel, lines: readonly BatchLine[]): Promise<Outcome> {
  const request = Buffer.from(`${[askSeverity, ...lines.map((line) => wireLine(line))].join(';')}\n`, 'latin1')
  const count = lines.reduce((sum, {commands}) => sum + commands.length, 1)
  const start = performance.now()
  const {replies, lost} = await answers(channel, request, count)
  const ms = elapsed(start)
  return {lost, records: () => recordsOf(lines, replies, ms)}
}

async function answers(channel: Channel, request: Buffer, count: number): Promise<LineAnswer> {
  try {
    const replies = await channel.askAll(request, count)
    return {replies, lost: replies.every(({complete}) => complete) ? undefined : cutShort()}
  } catch (error) {
    const lost = lostAnswer(error)
    if (lost) return {replies: [], lost}
    throw error
  }
}

function recordsOf(lines: readonly BatchLine[], replies: readonly Reply[], ms: number): BatchRecord[] {
  let at = 0
  return lines.flatMap(({number, commands}) =>
    commands.map((command) => {
      at += 1
      const reply = replies[at]
      return reply?.complete === true ? recordOf(number, command, reply, ms) : unanswered(number, command, ms)
    }),
  )
}

export const cutShort = (): HactlError =>
  new HactlError('reply-truncated', {
    exit: 3,
    message: 'HAProxy closed the connection before its answers were complete',
    hint: 'is it still running? hactl version',
  })
