import {isDeepStrictEqual} from 'node:util'

/** What became of one thing: a server, a frontend, a limit, a variable, an entry of a table. */
export interface Changed<Value> {
  /** As commands of hactl take it: `be_app/web1`, `www`, `maxconn`, `proc.colour`. */
  readonly name: string
  /** `null` where there was none, or HAProxy does not tell. */
  readonly was: Value
  /** As it was read back; for a dry run as it is. */
  readonly now: Value
  /** It is something else than it was; what HAProxy does not show is, once it was acknowledged. */
  readonly changed: boolean
  /** Wire commands for it, in order. */
  readonly commands: readonly string[]
}

/** What a command that changes something has done or, for a dry run, would do. It lasts until HAProxy is reloaded. */
export interface ChangeReport<One extends Changed<unknown>> {
  /** Nothing was sent that changes anything. */
  readonly dryRun: boolean
  /** At least one is something else than it was. */
  readonly changed: boolean
  /** All wire commands, in order. */
  readonly commands: readonly string[]
  /** The command line that brings back what was, for a shell; `null` where nothing changed, and where no command does. */
  readonly undo: string | null
  readonly changes: readonly One[]
}

/** One thing before and after; in a dry run nothing has changed. */
export const changedOne = <Value>(name: string, {was, now, commands}: Pick<Changed<Value>, 'was' | 'now' | 'commands'>): Changed<Value> => ({
  name,
  was,
  now,
  changed: !isDeepStrictEqual(was, now),
  commands,
})

/** The report of a change of one thing. @param undo asked only when it changed */
export function reportOfOne<Value, One extends Changed<Value>>(
  one: One,
  {dryRun, undo}: {readonly dryRun: boolean; readonly undo?: () => string | null},
): ChangeReport<One> {
  const {changed, commands} = one
  return {dryRun, changed, commands, undo: changed ? (undo?.() ?? null) : null, changes: [one]}
}
