import {type Changed, type ChangeReport, changedOne} from '../client/change-report.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {isReload} from '../client/same-process.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {changeServers, type ServersOptions, type ServersReport} from './change.ts'
import {type Drained, untilDrained} from './drained.ts'
import {type AdminState, nameOf, type Server} from './server.ts'
import {stateChange, undoState} from './state.ts'

/** How servers are drained, and what comes next. */
export interface DrainServersOptions extends ServersOptions {
  /** Return when nothing is left on them. */
  readonly wait?: boolean | undefined
  /** ms that this may take; 5 minutes unless said. */
  readonly timeout?: number | undefined
  /** What they are set to when nothing is left on them; needs `wait`. */
  readonly next?: 'maint' | undefined
}

/** A drain of one server. */
export interface DrainChange extends Changed<AdminState> {
  /** Sessions that a cookie or a stick table has brought while it was waited; `null` without a wait. */
  readonly persistent: number | null
}

/** A drain, as it was made or would be. */
export type DrainReport = ChangeReport<DrainChange>

/**
 * Keeps servers from new traffic, and waits until they have ended what they had: `set server … state drain`, then `show stat` until there are no sessions and
 * no queue, then what comes next. While it waits, requests that a cookie or a stick table sends still come.
 *
 * @param found from `findServers`
 * @throws HactlError `permission-denied`, `proxy-unknown`, `servers-incomplete`; `drain-incomplete` (5) when the wait ends early: they stay in drain, and what
 * was to come next is not done
 *
 * With `next`, servers that were set so already are left so: a drain would give them traffic again.
 */
export async function drainServers(
  client: RuntimeClient,
  found: readonly Server[],
  {wait = false, timeout, next, ...options}: DrainServersOptions = {},
): Promise<DrainReport> {
  const servers = found.filter(({forced}) => forced !== next)
  for (const server of found) if (!servers.includes(server)) options.caution?.(`${nameOf(server)} is in ${server.forced} already and is left so`)
  const drain = await changeServers(client, servers, stateChange('drain'), options)
  const last = next && stateChange(next)
  if (options.dryRun === true) return last ? together(client, servers, drain, await changeServers(client, servers, last, options)) : withoutWait(drain)
  if (!wait) return withoutWait(drain)
  const drained = await untilDrained(client, servers, {timeout, progress: options.progress})
  if (!last) return together(client, servers, drain, undefined, drained)
  try {
    return together(client, servers, drain, await changeServers(client, servers, last, options), drained)
  } catch (error) {
    const left = `nothing is left on ${servers.map(nameOf).join(', ')}`
    if (error instanceof HactlError && error.code === 'change-unconfirmed') {
      const {code, exit, message, hint, target} = error
      throw new HactlError(code, {exit, message: `${left}; ${message}`, hint, target, cause: error})
    }
    throw new HactlError('drain-incomplete', {
      exit: 5,
      message: `${left}, but: ${asError(error).message}`,
      hint: isReload(error)
        ? 'the drain went with the process before, and nothing was set in this one: hactl server list'
        : `what was set stays so; this undoes it: ${undoState(client, servers)}`,
      cause: error,
    })
  }
}

const withoutWait = (drain: ServersReport<AdminState>): DrainReport => ({...drain, changes: drain.changes.map((each) => ({...each, persistent: null}))})

/** From before the drain to what came last. */
function together(
  client: RuntimeClient,
  servers: readonly Server[],
  drain: ServersReport<AdminState>,
  last: ServersReport<AdminState> | undefined,
  drained: readonly Drained[] = [],
): DrainReport {
  const changes = drain.changes.map((first, index) => {
    const {now, commands} = last?.changes[index] ?? {now: first.now, commands: []}
    const persistent = drained.find((each) => nameOf(each) === first.name)?.persistent ?? null
    return {...changedOne(first.name, {was: first.was, now, commands: [...first.commands, ...commands]}), persistent}
  })
  const changed = servers.filter((_, index) => changes[index]?.changed)
  return {
    dryRun: drain.dryRun,
    changed: changed.length > 0,
    commands: [...drain.commands, ...(last?.commands ?? [])],
    undo: undoState(client, changed) || null,
    changes,
  }
}
