import {type ProcessId, showInfo} from '../protocol/commands/process/show-info.ts'
import {HactlError} from '../protocol/error.ts'
import {firstChange} from '../protocol/read-only.ts'
import {refused} from '../protocol/refusal.ts'
import {endOfReply, type Reply, replyOf} from '../protocol/reply.ts'
import {shownLine} from '../protocol/secrets.ts'
import type {Address} from '../transport/address.ts'
import {endless, keptLimit} from '../transport/limits.ts'

/** A line with the question who answers it in front: a connection has one process at its end. */
export const withQuestion = (request: Uint8Array): Buffer => Buffer.concat([Buffer.from(`${showInfo.encode()};`, 'latin1'), request])

/** What stands behind the question, and who alone is to answer it. */
interface Asked {
  readonly only: ProcessId
  readonly request: Uint8Array
}

/** @throws HactlError `reloaded`: 5 where what stands behind the question may change anything, for it has run then */
export function requireProcess(info: Reply, {only, request}: Asked): void {
  const {id, stopping} = showInfo.decode(info)
  if (id === only && !stopping) return
  const message = `HAProxy was reloaded meanwhile: process ${id} answers, ${id === only ? 'and leaves' : `not ${only}`}`
  const change = firstChange(Buffer.from(request).toString('latin1'))
  throw change === undefined
    ? new HactlError('reloaded', {exit: 4, message, hint: 'run the command again; a program goes on with `client.again()`'})
    : new HactlError('reloaded', {exit: 5, message: `${message}, and was sent \`${shownLine(change)}\``, hint: 'look what stands before you run it again'})
}

/** What stands behind the answer to `withQuestion`. @throws HactlError `reloaded` before any of it comes */
export async function* behindAnswer(answer: AsyncIterable<Buffer>, {address, ...asked}: Asked & {readonly address: Address}): AsyncGenerator<Buffer, void> {
  let opening: Buffer | undefined = Buffer.alloc(0)
  for await (const bytes of answer) {
    if (opening === undefined) {
      yield bytes
      continue
    }
    opening = Buffer.concat([opening, bytes])
    const end = endOfReply(opening.toString('latin1'))
    if (end === undefined) {
      if (opening.length > keptLimit) throw endless(address)
      continue
    }
    requireProcess(replyOf(opening.toString('latin1', 0, end - 1)), asked)
    if (opening.length > end) yield opening.subarray(end)
    opening = undefined
  }
  if (opening !== undefined) throw refused(showInfo.name, replyOf(opening.toString('latin1'), false))
}

/** HAProxy was reloaded under us: the process that we began with is not the one that answers. */
export const reloaded = (before: ProcessId, now: ProcessId, hint: string): HactlError =>
  new HactlError('reloaded', {exit: 4, message: `HAProxy was reloaded meanwhile: process ${now} answers, not ${before}`, hint})

export const isReload = (error: unknown): error is HactlError => error instanceof HactlError && error.code === 'reloaded'
