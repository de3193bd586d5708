import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'

export interface Restore {
  /** Absolute path of the old content. */
  readonly backup: string
  /** Of the old content; null where they were not counted. */
  readonly entries: number | null
  readonly save?: boolean
  readonly saveTo?: string | undefined
}

/** The command line that undoes a sync, for a shell. */
export function restoreCommand(client: RuntimeClient, {kind, name}: MapReference, {backup, entries, save, saveTo}: Restore): string {
  const files = saveTo !== undefined ? ['--save-to', saveTo] : save ? ['--save'] : []
  return commandLine(client, [kind.noun, 'sync', backup, `--${kind.noun}`, name], ...files, ...(entries === 0 ? ['--allow-empty'] : []))
}
