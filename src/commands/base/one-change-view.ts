import type {Row} from '../../render/types.ts'
import type {View} from './command.ts'

interface OneChange {
  readonly was: string | number | null
  readonly now: string | number | null
  readonly commands: readonly string[]
  readonly changed: boolean
}

interface Wording {
  /** What was changed; the columns that tell which thing it is unless given. */
  readonly name?: string
  /** How what it was and is now is told. */
  readonly shown?: (value: OneChange['now']) => string
}

/**
 * What was changed of one thing, in a line; for a dry run the commands.
 *
 * @param which the columns that tell which thing it is
 */
export function oneChangeView<T extends OneChange>({changed}: T, which: Row, {name, shown = plain}: Wording = {}): View<T> {
  const line = ({now}: T): string => `${name ?? Object.values(which).join(' ')} is ${shown(now)}`
  const row = ({was, now, commands}: T): Row => ({...which, was, now, commands: commands.join(';'), changed})
  if (!changed) return {text: ({commands}) => commands.join('\n'), row}
  return {summary: (report, style) => `${style.green('✓')} ${line(report)} ${style.dim(`(was ${shown(report.was)}; until HAProxy is reloaded)`)}`, row}
}

const plain = (value: string | number | null): string => (value === null ? 'unknown' : String(value))
