import type {LiveNames, NameKind} from '../completion/names.ts'
import {kindOfArgument} from '../completion/values.ts'
import {type Verbs, verbOf} from '../completion/verbs.ts'
import {commandsOf} from '../protocol/raw-line.ts'
import {outputFormats} from '../render/types.ts'
import type {ShellConnection} from './connection.ts'
import {placeOf} from './places.ts'
import type {Usage} from './usage.ts'

/** What completions are taken from. */
export interface CompletionSources {
  readonly connection: ShellConnection
  readonly names: LiveNames
  readonly verbs: Verbs
  /** `\watch` and its like. */
  readonly own: readonly string[]
}

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
  const found = [
    ...usages.map((usage) => usage.words).flatMap((each) => nextWord(each, words)),
    ...verbs.all.flatMap(({name}) => nextWord(name.split(' '), words)),
  ]
  const {kind, words: more} = placeIn(words, begun, usages, verbs)
  const known = kind === undefined || connection.away !== undefined ? [] : await names.of(kind, connection.client)
  return [...found, ...more, ...(kind === 'server' ? serverNames(known, begun) : known)]
}

/** The word that comes next in a command that begins with these. */
const nextWord = (command: readonly string[], words: readonly string[]): string[] => {
  const next = command[words.length]
  return next !== undefined && words.every((word, at) => word === command[at]) ? [next] : []
}

interface Expected {
  readonly words: readonly string[]
  readonly kind: NameKind | undefined
}

function placeIn(words: readonly string[], begun: string, usages: readonly Usage[], verbs: Verbs): Expected {
  const verb = verbOf(words, verbs)
  if (verb) {
    const given = words.slice(verb.name.split(' ').length).filter((word) => !word.startsWith('-'))
    const flags = begun.startsWith('-') ? verb.flags.map((flag) => `--${flag}`) : []
    // more than one may be named where its name is a plural
    const argument = verb.args[given.length] ?? verb.args.findLast((name) => name.endsWith('s'))
    return {words: flags, kind: argument === undefined || flags.length > 0 ? undefined : kindOfArgument(verb.name, argument)}
  }
  const usage = usages.filter((each) => each.words.every((word, at) => word === words[at])).sort((one, other) => other.words.length - one.words.length)[0]
  if (!usage) return {words: [], kind: undefined}
  const given = words.slice(usage.words.length)
  const {words: more, kind} = placeOf(usage.words.join(' '), given)
  return {words: [...more, ...usage.choices], kind}
}

/** Backends first, where there are several: each may have many servers. */
function serverNames(names: readonly string[], begun: string): string[] {
  const backends = [...new Set(names.map((name) => name.slice(0, name.indexOf('/') + 1)))]
  return begun.includes('/') || backends.length === 1 ? [...names] : backends
}
