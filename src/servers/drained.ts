import {setTimeout as delay} from 'node:timers/promises'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {isReload} from '../client/same-process.ts'
import {pinned} from '../client/unconfirmed.ts'
import type {Listener} from '../maps/progress.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {listServers} from './list.ts'
import {nameOf, type Server} from './server.ts'
import {undoState} from './state.ts'

/** How long servers may take until nobody uses them. */
export interface DrainOptions extends Pick<Listener, 'progress'> {
  /** ms that the servers are given; 5 minutes unless said. */
  readonly timeout?: number | undefined
}

const patience = 300_000
/** ms between two looks. */
const interval = 250

const leftOn = ({sessions, queue}: Server): number => (sessions ?? 0) + (queue ?? 0)

/** A server on which nothing is left. */
export interface Drained {
  readonly backend: string
  readonly server: string
  /** Sessions that a cookie or a stick table has brought all the same, since the wait began. */
  readonly persistent: number
}

/**
 * Returns when servers that were set to drain have neither sessions nor requests in their queues.
 *
 * @param found the servers as they were before, for the command that undoes it
 * @throws HactlError `drain-incomplete` (5) when the time runs out, when it is interrupted, and when it can no longer be seen: they stay in drain
 */
export async function untilDrained(client: RuntimeClient, found: readonly Server[], {timeout = patience, progress}: DrainOptions = {}): Promise<Drained[]> {
  const names = new Set(found.map(nameOf))
  const same = pinned(client)
  const end = performance.now() + timeout
  /** What came by persistence before the wait. */
  const brought = new Map<string, number>()
  let busy: readonly Server[] = []
  let most = 0
  try {
    for (;;) {
      const servers = (await listServers(same)).filter((server) => names.has(nameOf(server)))
      const ready = servers.find(({forced}) => forced === 'ready')
      if (ready) throw new Error(`somebody has set ${nameOf(ready)} to ready`)
      const drained = servers.map((server) => {
        const name = nameOf(server)
        if (!brought.has(name)) brought.set(name, server.persistent ?? 0)
        return {backend: server.backend, server: server.server, persistent: (server.persistent ?? 0) - (brought.get(name) ?? 0)}
      })
      busy = servers.filter((server) => leftOn(server) > 0)
      const left = busy.reduce((sum, server) => sum + leftOn(server), 0)
      if (left === 0) return drained
      most = Math.max(most, left)
      const came = drained.reduce((sum, {persistent}) => sum + persistent, 0)
      progress?.({phase: 'drain', done: most - left, total: most, unit: came === 0 ? 'sessions' : `sessions, ${came} came by persistence`})
      if (performance.now() >= end) throw new Error(`the wait of ${timeout / 1000} s has run out`)
      await delay(interval, undefined, {signal: client.signal})
    }
  } catch (error) {
    const reason: unknown = client.signal?.aborted ? client.signal.reason : error
    throw drainIncomplete(
      client,
      found,
      isReload(error) ? new Error('HAProxy was reloaded: what the old process still has is no longer seen') : asError(reason),
      busy,
    )
  }
}

/** @param busy servers as they were seen last */
function drainIncomplete(client: RuntimeClient, found: readonly Server[], reason: Error, busy: readonly Server[]): HactlError {
  const left = busy.map((server) => `${leftOn(server)} on ${nameOf(server)}`).join(', ')
  return new HactlError('drain-incomplete', {
    exit: 5,
    message: `${reason.message}; sessions that were left: ${left || 'not known'}`,
    hint: `${found.length === 1 ? `${found.map(nameOf).join()} stays` : `${found.length} servers stay`} in drain, and nothing else is done; ${wayBack(client, found)}`,
    cause: reason,
  })
}

/** Who was in drain already, waits once more: what undoes that is to let it take traffic. */
function wayBack(client: RuntimeClient, found: readonly Server[]): string {
  const [before, ours] = [found.filter(({forced}) => forced === 'drain'), found.filter(({forced}) => forced !== 'drain')]
  const again = undoState(
    client,
    before.map((server) => ({...server, forced: 'ready'})),
  )
  return [
    ...(ours.length > 0 ? [`this undoes it: ${undoState(client, ours)}`] : []),
    ...(before.length > 0 ? [`${before.map(nameOf).join(', ')} ${before.length === 1 ? 'was' : 'were'} so before, and ${again} lets traffic come again`] : []),
  ].join('; ')
}
