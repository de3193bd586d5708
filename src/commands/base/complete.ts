import type {Interfaces} from '@oclif/core'
import {aliasWords, bashReplies} from '../../completion/bash.ts'
import {type AskForNames, completions} from '../../completion/completions.ts'
import {readTyped} from '../../completion/typed-line.ts'
import type {VerbFlag} from '../../completion/verbs.ts'
import type {OwnWords} from '../../completion/words.ts'
import {verbFrom} from './verb-facts.ts'

/** What the build found out about the commands: scripts/rolldown.config.mjs. */
export interface WordsBuild {
  readonly topics: Readonly<Record<string, {readonly description?: string}>>
  /** Of every command that help shows. */
  readonly summaries: Readonly<Record<string, string>>
  /** Flags that may stand in front of the command. */
  readonly everywhere: readonly VerbFlag[]
  readonly pages: OwnWords['pages']
  /** What is known of all commands with this first word. */
  readonly facts: (root: string, topic: string) => Interfaces.Manifest['commands']
}

/**
 * `hactl __complete SHELL …`, which the scripts of `hactl completion` run. No command of oclif's: to start one takes half as long again.
 *
 * @returns lines: `words`, then what the shell is to offer; or `files`, then the part of the word in front of them
 */
export async function complete(root: string, [shell = '', ...said]: readonly string[], build: WordsBuild): Promise<string> {
  const own = ownWords(root, build)
  return [...(shell === 'bash' ? await forBash(said, own) : await forOthers(shell, said, own)), ''].join('\n')
}

async function forBash([line = '', replaced = '', type = '', columns = '', alias = '']: readonly string[], own: OwnWords): Promise<string[]> {
  const {words, begun, isRedirected} = readTyped(line)
  if (isRedirected) return ['files', '']
  const found = await completions([...aliasWords(alias), ...words.slice(1)], begun, own, ask)
  if (found.files) return ['files', found.ahead]
  return ['words', ...bashReplies(found, {line, replaced, type, columns: Number(columns) || 80})]
}

/** They take their lines apart, and put quotes around what they get, themselves. */
async function forOthers(shell: string, said: readonly string[], own: OwnWords): Promise<string[]> {
  const found = await completions(said.slice(0, -1), begunIn(shell, said.at(-1) ?? ''), own, ask)
  if (found.files) return ['files', found.ahead]
  return ['words', ...found.candidates.map(({word, about}) => `${word}\t${about}`)]
}

/** The last word without its quotes. PowerShell loses words that are empty: there it has `=` in front. */
function begunIn(shell: string, word: string): string {
  if (shell === 'powershell') return word.slice(1).replace(/^['"]/, '')
  return shell === 'fish' ? readTyped(word).begun : word
}

// what talks to HAProxy is loaded only where a name is wanted
const ask: AskForNames = async (kind, place) => {
  const [{askFrom}, {startFolder}] = await Promise.all([import('../../completion/ask.ts'), import('./chosen.ts')])
  return askFrom(process.env, startFolder())(kind, place)
}

const ownWords = (root: string, {topics, summaries, everywhere, pages, facts}: WordsBuild): OwnWords => ({
  all: Object.entries(summaries).map(([id, summary]) => verbFrom(id, summary, () => facts(root, id.split(':')[0] ?? id)[id] ?? {flags: {}, args: {}})),
  topics: new Map(Object.entries(topics).map(([id, {description = ''}]) => [id.replaceAll(':', ' '), description])),
  everywhere,
  pages,
})
