import type {RuntimeClient} from '../client/runtime-client.ts'

export interface Restore {
  /** Absolute path of the old content. */
  readonly backup: string
  /** Of the old content; null where they were not counted. */
  readonly entries: number | null
  readonly save?: boolean
  readonly saveTo?: string | undefined
}

/** The command line that undoes a sync, for a shell. */
export function restoreCommand({address}: RuntimeClient, map: string, {backup, entries, save, saveTo}: Restore): string {
  const files = saveTo !== undefined ? ['--save-to', saveTo] : save ? ['--save'] : []
  const words = ['hactl', 'map', 'sync', backup, '--map', map, '-s', address.text, ...files, ...(entries === 0 ? ['--allow-empty'] : [])]
  return words.map(shellWord).join(' ')
}

const shellWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)
