import type {RuntimeClient} from './runtime-client.ts'

/** A word as a shell takes it. */
export const shellWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)

/** A command line of hactl for the same HAProxy, to be copied into a shell. */
export const commandLine = ({address}: Pick<RuntimeClient, 'address'>, words: readonly string[], ...more: readonly string[]): string =>
  ['hactl', ...words, '-s', address.text, ...more].map(shellWord).join(' ')
