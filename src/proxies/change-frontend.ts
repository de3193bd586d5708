import {type Changed, type ChangeReport, changedOne, reportOfOne} from '../client/change-report.ts'
import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked, pinned, unconfirmed} from '../client/unconfirmed.ts'
import type {WireCommand} from '../protocol/command.ts'
import {disableFrontend} from '../protocol/commands/frontend/disable-frontend.ts'
import {enableFrontend} from '../protocol/commands/frontend/enable-frontend.ts'
import {setMaxconnFrontend} from '../protocol/commands/frontend/set-maxconn-frontend.ts'
import {shutdownFrontend} from '../protocol/commands/frontend/shutdown-frontend.ts'
import {type Frontend, findFrontend, listFrontends} from './frontends.ts'
import {numberWithin} from './number-within.ts'

/**
 * A change of a frontend, as it was made or, for a dry run, would be: `null` where the frontend is gone (2.2, shut down). It lasts until HAProxy is reloaded.
 */
export type FrontendReport<Value> = ChangeReport<Changed<Value | null>>

/** How a frontend is changed. */
export interface FrontendOptions {
  readonly dryRun?: boolean
}

interface Change<Value> {
  readonly command: string
  readonly run: () => Promise<void>
  readonly of: (frontend: Frontend) => Value
  /** Whether what was read back is what was asked for. */
  readonly holds: (now: Value | null) => boolean
  /** Whether it is no change, though it shows something else: by its connections. */
  readonly alike?: (was: Value, now: Value | null) => boolean
  /** The words behind `hactl frontend` that bring back what it was; undefined where none do. */
  readonly undo?: (was: Value) => readonly string[] | undefined
}

/** `enable frontend`: it accepts connections again. @throws HactlError `proxy-unknown`, `refused` for one that was shut down, `permission-denied`, `change-unconfirmed` */
export const enableNamedFrontend = (client: RuntimeClient, name: string, options: FrontendOptions = {}): Promise<FrontendReport<string>> =>
  changeFrontend(client, name, {...statusChange(client, name, enableFrontend), holds: isOpen, alike, undo: () => ['disable', name]}, options)

/** `disable frontend`: no new connections; those that there are go on. @throws HactlError as `enableNamedFrontend` */
export const disableNamedFrontend = (client: RuntimeClient, name: string, options: FrontendOptions = {}): Promise<FrontendReport<string>> =>
  changeFrontend(client, name, {...statusChange(client, name, disableFrontend), holds: isClosed, alike, undo: () => ['enable', name]}, options)

/**
 * `shutdown frontend`: only a reload brings it back. Its addresses are free for others, unless there is a master (`haproxy -W`, 2.6 to 3.4): that one keeps
 * them, and clients hang instead of being refused.
 *
 * @throws HactlError as `enableNamedFrontend`
 */
export const shutdownNamedFrontend = (client: RuntimeClient, name: string, options: FrontendOptions = {}): Promise<FrontendReport<string>> =>
  changeFrontend(client, name, {...statusChange(client, name, shutdownFrontend), holds: isClosedOrGone}, options)

/**
 * `set maxconn frontend`: how many connections it takes at once; more wait in the system's queue.
 *
 * @param limit at least 1: HAProxy takes 0, and what is no number, for "no connections at all"
 * @throws HactlError `number-invalid` before anything is sent; else as `enableNamedFrontend`
 */
export async function limitFrontend(client: RuntimeClient, name: string, limit: string, options: FrontendOptions = {}): Promise<FrontendReport<number | null>> {
  const value = numberWithin(limit, {what: 'maxconn of a frontend', least: 1, most: largest, hint: `hactl frontend disable ${name} keeps all connections out`})
  const change: Change<number | null> = {
    command: setMaxconnFrontend.encode(name, value),
    run: () => client.run(setMaxconnFrontend, name, value),
    of: ({sessionLimit}) => sessionLimit,
    holds: (now) => now === value,
    undo: (was) => (was === null || was === 0 ? undefined : ['maxconn', name, String(was)]),
  }
  return changeFrontend(client, name, change, options)
}

/** HAProxy keeps it in a signed int, and what is more comes out as something else. */
const largest = 2 ** 31 - 1

const statusChange = (client: RuntimeClient, name: string, command: WireCommand<[string], void>): Pick<Change<string>, 'command' | 'run' | 'of'> => ({
  command: command.encode(name),
  run: () => client.run(command, name),
  of: ({status}) => status,
})
const isOpen = (status: string | null): boolean => status === 'OPEN' || status === 'FULL'
const isClosed = (status: string | null): boolean => status !== null && !isOpen(status)
/** FULL is one that is open, as 2.2 shows it at its limit. */
const alike = (was: string, now: string | null): boolean => isOpen(was) && isOpen(now)
const isClosedOrGone = (status: string | null): boolean => !isOpen(status)

async function changeFrontend<Value>(
  client: RuntimeClient,
  name: string,
  {command, run, of, holds, alike: isAlike, undo}: Change<Value>,
  {dryRun = false}: FrontendOptions,
): Promise<FrontendReport<Value>> {
  const was = of(await findFrontend(pinned(client), name))
  const undoing = (): string | null => {
    const words = undo?.(was)
    return words ? commandLine(client, ['frontend', ...words]) : null
  }
  const reportOf = (now: Value | null): FrontendReport<Value> => {
    const one = changedOne<Value | null>(name, {was, now, commands: [command]})
    return reportOfOne({...one, changed: one.changed && isAlike?.(was, now) !== true}, {dryRun, undo: undoing})
  }
  if (dryRun) return reportOf(was)
  await run()
  const look = 'hactl frontend list'
  const after = (await looked(client, command, {look, undo: undoing()}, listFrontends)).find(({frontend}) => frontend === name)
  const now = after ? of(after) : null
  const report = reportOf(now)
  if (holds(now)) return report
  throw unconfirmed(command, `${name} is ${String(now)} then`, {look, undo: report.undo})
}
