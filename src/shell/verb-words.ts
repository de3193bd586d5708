import {hasOption, type Verb} from '../completion/verbs.ts'
import {HactlError} from '../protocol/error.ts'
import type {OutputFormat} from '../render/types.ts'
import {behindName, hasFlag} from './reads.ts'
import type {ShellTarget} from './target.ts'

/** Whether a command of hactl names another HAProxy than the shell's. */
export const namesTarget = (given: readonly string[]): boolean => hasFlag(given, '-s', '--socket', '--context')

/**
 * The words of a command of hactl, with target, deadline and form of the shell where it names none.
 *
 * @throws HactlError `usage` for one that would read what the shell reads
 */
export function verbWords(words: readonly string[], verb: Verb | undefined, {client, timeout}: ShellTarget, output: OutputFormat | undefined): string[] {
  if (!verb) return [...words]
  const given = behindName(verb, words)
  if (given.includes('-') || (verb.name === 'exec' && /<<\S*$/.test(words.at(-1) ?? '')))
    throw new HactlError('usage', {
      exit: 2,
      message: 'standard input is the keyboard of the shell',
      hint: 'name a file; a line of HAProxy with << takes its payload here',
    })
  const ours = hasOption(verb, 'socket') && !namesTarget(given)
  return [
    ...words.slice(0, words.length - given.length),
    ...(ours ? ['-s', client.address.text] : []),
    ...(ours && timeout !== undefined && hasOption(verb, 'timeout') && !hasFlag(given, '--timeout') ? ['--timeout', `${timeout}ms`] : []),
    ...(output && !hasFlag(given, '-o', '--output', '--json', '--query') ? ['-o', output] : []),
    ...given,
  ]
}
