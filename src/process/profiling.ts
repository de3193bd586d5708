import {type Changed, type ChangeReport, changedOne, reportOfOne} from '../client/change-report.ts'
import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked, pinned} from '../client/unconfirmed.ts'
import {setProfiling} from '../protocol/commands/process/set-profiling.ts'
import {type Profiling, type ProfilingStatus, showProfiling, showProfilingTasks} from '../protocol/commands/process/show-profiling.ts'
import {HactlError} from '../protocol/error.ts'
import type {FunctionCounts} from '../protocol/function-table.ts'

/** What is measured, and what was. */
export interface ProfilingReport {
  readonly status: ProfilingStatus
  /** Functions of the scheduler, those that took most first; `undefined` before HAProxy 2.4. Times are in ms. */
  readonly functions: readonly FunctionCounts[] | undefined
}

/** `show profiling`: whether HAProxy measures itself, and which functions take the time. Needs level admin from HAProxy 2.4 on. */
export async function profiling(client: RuntimeClient): Promise<ProfilingReport> {
  const status = await client.run(showProfiling)
  if (!client.has(showProfilingTasks)) return {status, functions: undefined}
  const functions = await client.run(showProfilingTasks)
  const cpu = ({counts}: FunctionCounts): number => counts['cpu_tot'] ?? 0
  return {status, functions: functions.sort((one, other) => cpu(other) - cpu(one))}
}

export const profilingStates = ['on', 'off', 'auto'] as const

/** What profiling can be set to; `auto`, for tasks alone: on while a thread is slow. */
export type ProfilingState = (typeof profilingStates)[number]

/** A change of what is measured, as it was made or, for a dry run, would be. It lasts until HAProxy is reloaded. */
export type ProfilingChange = ChangeReport<Changed<string | null>>

/**
 * `set profiling tasks|memory …`. What was measured before is cleared when it is turned on.
 *
 * @param state `auto`, for tasks alone: on while a thread is slow
 * @throws HactlError `usage`; `unsupported` for memory on most builds; `permission-denied`
 */
export async function changeProfiling(
  client: RuntimeClient,
  what: Profiling,
  state: ProfilingState,
  {dryRun = false}: {readonly dryRun?: boolean} = {},
): Promise<ProfilingChange> {
  if (what === 'memory' && state === 'auto')
    throw new HactlError('usage', {exit: 2, message: 'profiling of memory is on or off, not auto', hint: 'for example: hactl profiling set memory on'})
  const read = async (each: RuntimeClient): Promise<string | null> => (await each.run(showProfiling))[what] ?? null
  const commands = [setProfiling.encode(what, state)]
  if (!dryRun) client.permit(setProfiling)
  const was = await read(pinned(client))
  const before = profilingStates.find((each) => was?.startsWith(each))
  const undo = (): string | null => (before === undefined ? null : commandLine(client, ['profiling', 'set', what, before]))
  const reportOf = (now: string | null): ProfilingChange => reportOfOne(changedOne(what, {was, now, commands}), {dryRun, undo})
  if (dryRun) return reportOf(was)
  await client.run(setProfiling, what, state)
  return reportOf(await looked(client, commands.join(';'), {look: 'hactl profiling show', undo: undo()}, read))
}
