import type {Reply} from './reply.ts'
import type {WireText} from './word.ts'

/** Level of a socket, lowest first (management guide 9.3, `level` of `stats socket`). */
export type Level = (typeof levels)[number]

export const levels = ['user', 'operator', 'admin'] as const

/** Level that a command needs; a name where that differs between versions: `levelNeeded` of the dialect. */
export type LevelNeed = Level | 'map' | 'activity' | 'profiling'

/** One command of the Runtime API: how it is written and what its answers mean, by its own grammar. */
export interface WireCommand<Arguments extends readonly never[] | readonly unknown[], Result> {
  readonly name: string
  /** Its name where that depends on what it is about, the first of its arguments. */
  named?(about: Arguments[0]): string
  /** First HAProxy version that has it. */
  readonly since: string
  readonly level: LevelNeed
  /** It changes what traffic sees: when its answer is lost, what stands is not known. */
  readonly changes?: true
  /** Which command of hactl shows what stands then; those of maps unless given. */
  readonly look?: string
  /** What tells the same, or nearly, on a HAProxy that does not have it. */
  readonly instead?: string
  /** What it costs the traffic while it runs, as half a sentence: `all threads of HAProxy stand still`. It is not asked again and again without need. */
  readonly stalls?: string
  encode(...args: Arguments): WireText
  /** @throws HactlError for any answer but success */
  decode(reply: Reply, about: Arguments[0]): Result
}
