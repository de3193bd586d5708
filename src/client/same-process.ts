import {type ProcessId, showInfo} from '../protocol/commands/process/show-info.ts'
import {HactlError} from '../protocol/error.ts'
import {refused} from '../protocol/refusal.ts'
import {endOfReply, type Reply, replyOf} from '../protocol/reply.ts'
import type {Address} from '../transport/address.ts'
import {endless, keptLimit} from '../transport/limits.ts'

/** A line with the question who answers it in front: a connection has one process at its end. */
export const withQuestion = (request: Uint8Array): Buffer => Buffer.concat([Buffer.from(`${showInfo.encode()};`, 'latin1'), request])

/** @throws HactlError `reloaded` */
export function requireProcess(info: Reply, only: ProcessId): void {
  const {id, stopping} = showInfo.decode(info)
  if (id !== only) throw reloaded(only, id, 'run the command again')
  if (stopping)
    throw new HactlError('reloaded', {exit: 4, message: `HAProxy was reloaded meanwhile: process ${id} answers, and leaves`, hint: 'run the command again'})
}

/** What stands behind the answer to `withQuestion`. @throws HactlError `reloaded` before any of it comes */
export async function* behindAnswer(answer: AsyncIterable<Buffer>, only: ProcessId, address: Address): AsyncGenerator<Buffer, void> {
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
    requireProcess(replyOf(opening.toString('latin1', 0, end - 1)), only)
    if (opening.length > end) yield opening.subarray(end)
    opening = undefined
  }
  if (opening !== undefined) throw refused(showInfo.name, replyOf(opening.toString('latin1'), false))
}

/** HAProxy was reloaded under us: the process that we began with is not the one that answers. */
export const reloaded = (before: ProcessId, now: ProcessId, hint: string): HactlError =>
  new HactlError('reloaded', {exit: 4, message: `HAProxy was reloaded meanwhile: process ${now} answers, not ${before}`, hint})

export const isReload = (error: unknown): error is HactlError => error instanceof HactlError && error.code === 'reloaded'
