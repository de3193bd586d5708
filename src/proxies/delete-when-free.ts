import {setTimeout as delay} from 'node:timers/promises'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Listener} from '../maps/progress.ts'
import type {WireCommand} from '../protocol/command.ts'
import {setTimeoutCli} from '../protocol/commands/process/set-timeout.ts'
import type {WaitEnd} from '../protocol/commands/server/wait-removable.ts'
import {HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import {noReply, splitReplies} from '../protocol/reply.ts'
import {isAtLeast} from '../protocol/version.ts'

/** What is to be deleted as soon as HAProxy lets it go. */
export interface Deletion extends Pick<Listener, 'progress'> {
  readonly name: string
  /** HAProxy's own wait for it. */
  readonly wait: WireCommand<[string, number], WaitEnd>
  readonly del: WireCommand<[string], void>
  /** Codes of refusals that pass by themselves. */
  readonly busy: readonly string[]
  /** ms in all; 5 minutes unless said. */
  readonly timeout?: number | undefined
}

const patience = 300_000
/** ms of one `wait`, so that a reload is noticed. */
const turn = 10_000
/** ms between two tries where HAProxy has no `wait`, or none that helps. */
const interval = 250

const waits = ({dialect}: RuntimeClient, {wait}: Pick<Deletion, 'wait'>): boolean => isAtLeast(dialect.version, wait.since)

/** What `deleteWhenFree` sends, again and again until it is gone. */
export const deletionCommands = (client: RuntimeClient, {name, wait, del}: Pick<Deletion, 'name' | 'wait' | 'del'>): string[] => [
  ...(waits(client, {wait}) ? [wait.encode(name, turn)] : []),
  del.encode(name),
]

/**
 * Whether it may go is what `del` itself says, on every version; `wait` only tells when to ask.
 *
 * @throws HactlError `delete-incomplete` (5) when the time runs out; a refusal that does not pass
 */
export async function deleteWhenFree(client: RuntimeClient, deletion: Deletion): Promise<void> {
  const {timeout = patience, progress} = deletion
  const end = performance.now() + timeout
  const left = (most: number): number => Math.max(1, Math.ceil(Math.min(end - performance.now(), most)))
  for (;;) {
    client.signal?.throwIfAborted()
    const waited = waits(client, deletion) ? await untilRemovable(client, deletion, left(turn)) : 'failed'
    const busy = await triedToDelete(client, deletion)
    if (!busy) return
    if (performance.now() >= end) throw new HactlError('delete-incomplete', {exit: 5, message: `the wait of ${timeout / 1000} s has run out: ${busy.message}`})
    progress?.({phase: 'wait until it is free'})
    if (waited === 'failed') await delay(left(interval), undefined, {signal: client.signal})
  }
}

/** @returns why not, where that passes */
async function triedToDelete(client: RuntimeClient, {name, del, busy}: Deletion): Promise<HactlError | undefined> {
  try {
    await client.run(del, name)
    return undefined
  } catch (error) {
    if (error instanceof HactlError && busy.includes(error.code)) return error
    throw error
  }
}

/** "Failed" is told with its reason by the next `del`. */
async function untilRemovable(client: RuntimeClient, {name, wait}: Deletion, milliseconds: number): Promise<WaitEnd> {
  const request = line(setTimeoutCli.encode(Math.ceil(milliseconds / 1000) + 10), wait.encode(name, milliseconds))
  let text = ''
  for await (const bytes of client.stream(request, milliseconds + 6 * client.timeout, milliseconds + client.timeout)) text += bytes.toString('latin1')
  return wait.decode(splitReplies(text, 2)[1] ?? noReply, name)
}
