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
  if (shell === 'powershell') return forPowershell(process.env['HACTL_COMPLETE'], own)
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
  const last = said.at(-1) ?? ''
  const found = await completions(said.slice(0, -1), shell === 'fish' ? readTyped(last).begun : last, own, ask)
  if (found.files) return ['files', found.ahead]
  return ['words', ...found.candidates.map(({word, about}) => `${word}\t${about}`)]
}

/**
 * @param said the words, the last one as far as it goes, as JSON; none where it is no JSON
 * @returns JSON of nothing but ASCII: PowerShell reads what a program writes in the code page of its console
 */
async function forPowershell(said = '[]', own: OwnWords): Promise<string> {
  const words = wordsIn(said)
  const {files, candidates} = await completions(words.slice(0, -1), unquoted(words.at(-1) ?? ''), own, ask)
  return JSON.stringify({files, words: candidates}).replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function wordsIn(said: string): string[] {
  try {
    const given: unknown = JSON.parse(said)
    return Array.isArray(given) ? given.map(String) : []
  } catch {
    return []
  }
}

/** A word in quotes that PowerShell hands over has both, also when only one was typed. */
const unquoted = (word: string): string => /^(["'])(?<text>.*?)\1?$/s.exec(word)?.groups?.['text'] ?? word

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
