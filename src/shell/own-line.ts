import {takenApart} from '../completion/given-words.ts'
import {hasOption, type Verbs, verbOf} from '../completion/verbs.ts'
import {HactlError} from '../protocol/error.ts'
import type {OutputFormat} from '../render/types.ts'
import type {ShellTarget} from './target.ts'
import {wordsOf} from './words.ts'

/** A command of hactl as the shell runs it. */
export interface OwnLine {
  /** With target, deadline and form of the shell, where it names none. */
  readonly words: readonly string[]
  /** It names another target than the shell's. */
  readonly elsewhere: boolean
  /** It says itself that nobody is to be asked. */
  readonly assumesYes: boolean
}

/** @throws HactlError `usage` for one that would read what the shell reads */
export function ownLine(line: string, verbs: Verbs, {client, timeout}: ShellTarget, output: OutputFormat | undefined): OwnLine {
  const words = wordsOf(line)
  const verb = verbOf(words, verbs)
  if (!verb) return {words, elsewhere: false, assumesYes: false}
  const {flags} = takenApart(words, verbs.all, [])
  const named = verb.name.split(' ').length
  if (words.includes('-') || (verb.name === 'exec' && /<<\S*$/.test(words.at(-1) ?? '')))
    throw new HactlError('usage', {
      exit: 2,
      message: 'standard input is the keyboard of the shell',
      hint: 'name a file; a line of HAProxy with << takes its payload here',
    })
  const elsewhere = flags.has('context') || (flags.get('socket') ?? []).some((address) => address !== client.address.text)
  const wants = (flag: string): boolean => hasOption(verb, flag) && !flags.has(flag)
  const ours = [
    ...(!elsewhere && wants('socket') ? ['-s', client.address.text] : []),
    ...(!elsewhere && wants('timeout') && timeout !== undefined ? ['--timeout', `${timeout}ms`] : []),
    ...(output && !flags.has('output') && !flags.has('json') && !flags.has('query') ? ['-o', output] : []),
  ]
  return {words: [...words.slice(0, named), ...ours, ...words.slice(named)], elsewhere, assumesYes: flags.has('yes')}
}
