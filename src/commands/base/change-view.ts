import type {View} from './command.ts'

export const memoryOnly = 'in memory only: HAProxy reads its file at the next reload'

interface Change {
  readonly map: string
  readonly commands: readonly string[]
  readonly dryRun: boolean
}

/** What a change did, as talk; for a dry run the commands, which were asked for. */
export function changeView<T extends Change>({dryRun}: T, done: (change: T) => string): View<T> {
  return {
    ...(dryRun
      ? {text: ({commands}) => commands.join('\n')}
      : {summary: (change, style) => `${style.green('✓')} ${done(change)} ${style.dim(`(${memoryOnly})`)}`}),
    row: ({commands, ...rest}) => ({...rest, commands: commands.join(';')}),
  }
}

export const quoted = (text: string): string => JSON.stringify(text)
