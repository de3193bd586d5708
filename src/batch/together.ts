import {elapsed} from '../maps/phases.ts'
import {HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import type {Reply} from '../protocol/reply.ts'
import type {PromptSession} from '../transport/prompt-session.ts'
import type {Group} from './groups.ts'
import type {BatchLine} from './line.ts'
import {type BatchRecord, type Outcome, recordOf, unanswered} from './record.ts'

/** Sends lines as one line of a session. @returns when they were written @throws why nothing was sent */
export async function sendTogether(session: PromptSession, {lines, commands}: Group): Promise<{outcome: Promise<Outcome>}> {
  const start = performance.now()
  const {answer} = await session.sendLine(line(...commands), commands.length)
  const outcome = answer.then(({replies, lost}) => {
    const ms = elapsed(start)
    // what came of an answer is an answer for the session, cut or not
    const cut = replies.every(({complete}) => complete) ? undefined : cutShort()
    return {ms, lost: lost ?? cut, records: recordsOf(lines, replies, ms)}
  })
  return {outcome}
}

function recordsOf(lines: readonly BatchLine[], replies: readonly Reply[], ms: number): BatchRecord[] {
  const records: BatchRecord[] = []
  for (const {number, commands} of lines) {
    for (const command of commands) {
      const reply = replies[records.length]
      records.push(reply?.complete === true ? recordOf(number, command, reply, ms) : unanswered(number, command, ms))
    }
  }
  return records
}

export const cutShort = (): HactlError =>
  new HactlError('reply-truncated', {
    exit: 3,
    message: 'HAProxy closed the connection before its answers were complete',
    hint: 'is it still running? hactl version',
  })
