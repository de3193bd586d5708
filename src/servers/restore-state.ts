import {setTimeout as delay} from 'node:timers/promises'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Listener} from '../maps/progress.ts'
import {setServerAddr} from '../protocol/commands/server/set-server-addr.ts'
import {setServerState} from '../protocol/commands/server/set-server-state.ts'
import {setServerWeight} from '../protocol/commands/server/set-server-weight.ts'
import {type ServerState, showServersState} from '../protocol/commands/server/show-servers-state.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {nameOf} from './server.ts'
import {type NotRestored, planState, type StateDifference, type StatePlan} from './state-plan.ts'

/** How a state is brought back. */
export interface RestoreStateOptions extends Listener {
  readonly dryRun?: boolean
}

/** What was brought back or, for a dry run, would be; until HAProxy is reloaded. */
export interface RestoreStateReport extends StatePlan {
  /** Wire commands, in order. */
  readonly commands: readonly string[]
  readonly changed: boolean
}

/**
 * Brings administrative states, weights and addresses of a saved state back onto the running process, by name. Health is what checks find out, and is not
 * touched.
 *
 * @param saved from `readStateFile`
 * @returns also what was not brought back: settings that no command sets, or that HAProxy refused, and servers that are not there
 * @throws HactlError `permission-denied`; `servers-incomplete` (5) when it broke off in between
 */
export async function restoreServersState(
  client: RuntimeClient,
  saved: readonly ServerState[],
  {dryRun = false, progress}: RestoreStateOptions = {},
): Promise<RestoreStateReport> {
  const running = await client.run(showServersState)
  const plan = planState(saved, running)
  const states = {saved: byName(saved), running: byName(running)}
  const steps = plan.changes.map((change) => stepOf(client, change, states))
  const commands = steps.map(({command}) => command)
  if (dryRun || steps.length === 0) return {...plan, commands, changed: false}
  const refusals = new Map<StateDifference, string>()
  let done = 0
  for (const {change, run} of steps) {
    try {
      client.signal?.throwIfAborted()
      await run()
    } catch (error) {
      if (!isRefusal(error)) throw done === 0 ? error : incomplete(done, steps.length, error)
      refusals.set(change, error.message)
    }
    progress?.({phase: 'servers', done: ++done, total: steps.length})
  }
  const now = await settled(client, saved, refusals.size)
  const left = now.changes.map(
    (each): NotRestored => ({...each, why: whyOf(refusals, each) ?? 'HAProxy acknowledged it, and it is something else all the same'}),
  )
  const still = new Set(left.map(keyOf))
  return {...plan, changes: plan.changes.filter((each) => !still.has(keyOf(each))), left: [...now.left, ...left], commands, changed: true}
}

interface Step {
  readonly change: StateDifference
  readonly command: string
  readonly run: () => Promise<void>
}

/** Servers by their names. */
interface States {
  readonly saved: ReadonlyMap<string, ServerState>
  readonly running: ReadonlyMap<string, ServerState>
}

function stepOf(client: RuntimeClient, change: StateDifference, states: States): Step {
  const {server, setting, saved} = change
  const [then, now] = [states.saved.get(server)?.fields ?? {}, states.running.get(server)?.fields ?? {}]
  if (setting === 'weight') {
    // a static balance algorithm takes no number
    const weight = saved === now['srv_iweight'] ? '100%' : saved
    return {change, command: setServerWeight.encode(server, weight), run: () => client.run(setServerWeight, server, weight)}
  }
  if (setting === 'address') {
    const {srv_addr: ip = '', srv_port: wanted} = then
    // a port that is sent stays: a server that has the one of the client's connection, or an offset to it, would lose it
    const port = wanted === now['srv_port'] ? null : {number: Number(wanted), offset: false}
    return {change, command: setServerAddr.encode(server, ip, port), run: async () => void (await client.run(setServerAddr, server, ip, port))}
  }
  const state = saved === 'maint' || saved === 'drain' ? saved : 'ready'
  return {change, command: setServerState.encode(server, state), run: () => client.run(setServerState, server, state)}
}

const byName = (states: readonly ServerState[]): Map<string, ServerState> => new Map(states.map((state) => [nameOf(state), state]))

/** HAProxy has said no to this one, and may say yes to the next. */
const isRefusal = (error: unknown): error is HactlError => error instanceof HactlError && (error.exit === 1 || error.exit === 2)

const keyOf = ({server, setting}: StateDifference): string => `${server} ${setting}`

const whyOf = (refusals: ReadonlyMap<StateDifference, string>, sought: StateDifference): string | undefined =>
  [...refusals].find(([change]) => keyOf(change) === keyOf(sought))?.[1]

/** What differs still. An address is shown a moment after it was acknowledged (from 3.0 on). */
async function settled(client: RuntimeClient, saved: readonly ServerState[], refused: number): Promise<StatePlan> {
  for (let look = 1; ; look += 1) {
    const plan = planState(saved, await client.run(showServersState))
    if (plan.changes.length <= refused || look === 10) return plan
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
