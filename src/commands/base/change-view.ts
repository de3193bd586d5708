import type {KeyChange} from '../../maps/change.ts'
import type {View} from './command.ts'

export const memoryOnly = 'in memory only: HAProxy reads its file at the next reload'

/** `added "/a" to routes.map; in memory only …`, or the commands of a dry run. */
export function changeView(done: string): View<KeyChange> {
  return {
    summary: ({map, key, commands, changed}, style) =>
      changed ? `${style.green('✓')} ${done} ${JSON.stringify(key)} in ${map} ${style.dim(`(${memoryOnly})`)}` : commands.join('\n'),
    row: ({map, key, commands, changed}) => ({map, key, commands: commands.join(';'), changed}),
  }
}
