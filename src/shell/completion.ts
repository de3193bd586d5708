import {isNameKind, type LiveNames, serverWords} from '../completion/names.ts'
import {type Verbs, verbOf} from '../completion/verbs.ts'
import {placeOfWord} from '../completion/words.ts'
import {commandsOf} from '../protocol/raw-line.ts'
import {outputFormats} from '../render/types.ts'
import type {ShellConnection} from './connection.ts'
import {type Place, placeOf} from './places.ts'
import type {Usage} from './usage.ts'

/** What completions are taken from. */
export interface CompletionSources {
  readonly connection: ShellConnection
  readonly names: LiveNames
  readonly verbs: Verbs
  /** `\watch` and its like. */
  readonly own: readonly string[]
}

const noTopics: ReadonlyMap<string, string> = new Map()
const nothing: Place = {words: []}

/** Completions of a line, and the end of the line that they stand for. */
export async function completions(line: string, sources: CompletionSources): Promise<[string[], string]> {
  const command = (commandsOf(line).at(-1) ?? '').trimStart()
  const words = command.split(/[ \t]+/)
  const begun = words.pop() ?? ''
  const candidates = command.startsWith('\\') ? ownWords(words, sources.own) : await wordsBehind(words, begun, sources)
  const fitting = [...new Set(candidates)].filter((word) => word.startsWith(begun)).sort()
  // a name that goes on is not followed by a blank
  return [fitting.map((word) => (word.endsWith('/') ? word : `${word} `)), begun]
}

function ownWords(words: readonly string[], own: readonly string[]): readonly string[] {
  if (words.length === 0) return own
  return words[0] === '\\o' ? outputFormats : []
}

async function wordsBehind(words: readonly string[], begun: string, {connection, names, verbs}: CompletionSources): Promise<string[]> {
  const usages = await connection.usages()
  const own = placeOfWord(words, begun, {all: verbs.all, topics: noTopics, everywhere: []})
  const raw = verbOf(words, verbs) ? nothing : rawPlace(words, usages)
  const kind = own.kind ?? raw.kind
  const known = isNameKind(kind) && connection.away === undefined ? await names.of(kind, connection.client) : []
  return [
    ...usages.flatMap((usage) => nextWord(usage.words, words)),
    ...own.words.map(({word}) => own.ahead + word),
    ...raw.words,
    ...(kind === 'server' ? serverWords(known, own.begun) : known).map((name) => own.ahead + name),
  ]
}

/** The word that comes next in a command that begins with these. */
const nextWord = (command: readonly string[], words: readonly string[]): string[] => {
  const next = command[words.length]
  return next !== undefined && words.every((word, at) => word === command[at]) ? [next] : []
}

function rawPlace(words: readonly string[], usages: readonly Usage[]): Place {
  const usage = usages.filter((each) => each.words.every((word, at) => word === words[at])).sort((one, other) => other.words.length - one.words.length)[0]
  if (!usage) return nothing
  const place = placeOf(usage.words.join(' '), words.slice(usage.words.length))
  return {...place, words: [...place.words, ...usage.choices]}
}
