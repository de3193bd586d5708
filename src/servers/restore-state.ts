import {setTimeout as delay} from 'node:timers/promises'
import type {Changed, ChangeReport} from '../client/change-report.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked, pinned} from '../client/unconfirmed.ts'
import type {Listener} from '../maps/progress.ts'
import {setServerState} from '../protocol/commands/server/set-server-state.ts'
import {type ServerState, showServersState} from '../protocol/commands/server/show-servers-state.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {nameOf} from './server.ts'
import {type NotRestored, planState, type StateDifference, type StatePlan} from './state-plan.ts'
import {type StateSetting, valueOf} from './state-settings.ts'
import {stepFor} from './state-steps.ts'

/** How a state is brought back. */
export interface RestoreStateOptions extends Listener {
  readonly dryRun?: boolean
}

/** A setting of a server that was to be brought back. Its name is that of the server; it was brought back when `now` is what was `saved`. */
export type RestoredSetting = Changed<string> & {readonly setting: StateSetting; readonly saved: string}

/** What was brought back or, for a dry run, would be; until HAProxy is reloaded. */
export type RestoreStateReport = ChangeReport<RestoredSetting> & Omit<StatePlan, 'changes'>

/**
 * Brings a saved state back onto the running process, server by server, by their names: administrative state, weight, address and port, the name that is resolved,
 * SSL, and whether and where health and agent are checked. Health itself is what checks find out, and is not touched.
 *
 * @param saved from `readStateFile`
 * @returns also what is `left`: settings that no command sets, or that HAProxy refused; servers that are `missing`, and `others` that the file does not have
 * @throws HactlError `permission-denied`; `servers-incomplete` (5) when it broke off in between
 */
export async function restoreServersState(
  client: RuntimeClient,
  saved: readonly ServerState[],
  {dryRun = false, progress}: RestoreStateOptions = {},
): Promise<RestoreStateReport> {
  const running = byName(await pinned(client).run(showServersState))
  const {changes, ...plan} = planState(saved, [...running.values()])
  const wanted = byName(saved)
  const steps = changes.flatMap((change) => {
    const states = {saved: wanted.get(change.server), running: running.get(change.server)}
    return states.saved && states.running ? [{change, ...stepFor(change, {saved: states.saved, running: states.running})}] : []
  })
  if (dryRun || steps.length === 0) return reportOf(steps, {dryRun, ...plan})
  client.permit(setServerState)
  const refusals = new Map<string, string>()
  const accepted: string[] = []
  let done = 0
  for (const {change, text, run} of steps) {
    try {
      client.signal?.throwIfAborted()
      await run(client)
      accepted.push(text)
    } catch (error) {
      if (!isRefusal(error)) throw accepted.length === 0 ? error : incomplete(accepted.length, steps.length, error)
      refusals.set(keyOf(change), error.message)
    }
    progress?.({phase: 'servers', done: ++done, total: steps.length})
  }
  const read = (each: RuntimeClient): ReturnType<typeof settled> => settled(each, saved, refusals.size)
  const [first, ...others] = accepted
  const {now, after} =
    first === undefined
      ? await read(pinned(client))
      : await looked(client, others.length === 0 ? first : `${first}, and ${others.length} more`, {look: 'hactl server list'}, read)
  const left = after.changes.map(
    (each): NotRestored => ({...each, why: refusals.get(keyOf(each)) ?? 'HAProxy acknowledged it, and it is something else all the same'}),
  )
  return reportOf(steps, {dryRun, ...after, left: [...after.left, ...left]}, byName(now))
}

type Sent = readonly {readonly change: StateDifference; readonly text: string}[]

function reportOf(
  steps: Sent,
  {dryRun, left, missing, others}: Omit<RestoreStateReport, keyof ChangeReport<RestoredSetting>> & {readonly dryRun: boolean},
  after?: ReadonlyMap<string, ServerState>,
): RestoreStateReport {
  const changes = steps.map(({change: {server: name, setting, was, saved}, text}): RestoredSetting => {
    const state = after?.get(name)
    const now = state ? valueOf(setting, state) : was
    return {name, setting, was, now, saved, changed: now !== was, commands: [text]}
  })
  return {dryRun, changed: changes.some(({changed}) => changed), commands: steps.map(({text}) => text), undo: null, changes, left, missing, others}
}

const byName = (states: readonly ServerState[]): Map<string, ServerState> => new Map(states.map((state) => [nameOf(state), state]))

/** HAProxy has said no to this one, and may say yes to the next. */
const isRefusal = (error: unknown): error is HactlError => error instanceof HactlError && (error.exit === 1 || error.exit === 2)

const keyOf = ({server, setting}: StateDifference): string => `${server} ${setting}`

/** What differs still. An address is shown a moment after it was acknowledged (from 3.0 on). */
async function settled(client: RuntimeClient, saved: readonly ServerState[], refused: number): Promise<{now: readonly ServerState[]; after: StatePlan}> {
  for (let look = 1; ; look += 1) {
    const now = await client.run(showServersState)
    const after = planState(saved, now)
    if (after.changes.length <= refused || look === 10) return {now, after}
    await delay(50)
  }
}

const incomplete = (done: number, all: number, error: unknown): HactlError =>
  new HactlError('servers-incomplete', {
    exit: 5,
    message: `${done} of ${all} settings were brought back, then: ${asError(error).message}`,
    hint: 'the same command again does what is missing',
    cause: error,
  })
