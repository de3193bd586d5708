import {setTimeout as delay} from 'node:timers/promises'
import {isNameKind, type LiveNames, serverWords} from '../completion/names.ts'
import type {ValueKind} from '../completion/values.ts'
import {type Verbs, verbOf} from '../completion/verbs.ts'
import {placeOfWord} from '../completion/words.ts'
import {commandsOf} from '../protocol/raw-line.ts'
import {outputFormats} from '../render/types.ts'
import type {Candidate, Completion} from '../terminal/completion.ts'
import {asTyped, type BegunWords, begunWords} from './begun-words.ts'
import type {ShellConnection} from './connection.ts'
import {fileNames} from './file-names.ts'
import {ownNames} from './own-commands.ts'
import {type Place, placeOf} from './places.ts'
import type {Usage} from './usage.ts'

/** What completions are taken from. */
export interface CompletionSources {
  readonly connection: ShellConnection
  readonly names: LiveNames
  readonly verbs: Verbs
  /** Ids of the sessions that were listed last. */
  readonly sessions: () => readonly string[]
  readonly contexts: () => Promise<readonly string[]>
  /** Lines that were typed, newest first. */
  readonly history: readonly string[]
}

/** Who types waits no longer for names. ms */
const patience = 300
/** ms after which a question for them is given up: it takes one of HAProxy's slots */
const answerTimeout = 2000
/** More than these are hard to read: what was typed before comes first. */
const many = 20
/** Lines of the history that are looked through for it. */
const remembered = 200

const noTopics: ReadonlyMap<string, string> = new Map()
const nothing: Place = {words: []}
const watched = /^\s*\\watch\s+(?:[\d.]+\s+)?/
// they would not be typed, but run
const controls = /\p{Cc}/u
const ofHactl = /^hactl\s+/
const byName = new Intl.Collator('en', {numeric: true})

/** What may stand in the place of the last word. */
interface Found {
  readonly words: readonly string[]
  readonly kind?: ValueKind | undefined
}

/** Waits for it as long as the typist does. */
type InTime = <T>(work: Promise<T>, otherwise: T) => Promise<T>

/** What may stand at the end of a line. Names that do not come in time are left out. */
export async function completions(line: string, sources: CompletionSources): Promise<Completion> {
  const deadline = delay(patience, undefined, {ref: false})
  const inTime: InTime = (work, otherwise) => Promise.race([work.catch(() => otherwise), deadline.then(() => otherwise)])
  const command = line.replace(watched, '').trimStart().replace(ofHactl, '')
  if (command.startsWith('\\')) {
    const words = command.split(/\s+/)
    const begun = words.pop() ?? ''
    return completion({words, begun, typed: begun, quote: ''}, await ofShell(words, begun, sources, inTime), sources)
  }
  const quoted = begunWords(command, true)
  const isVerb = verbOf(quoted.words, sources.verbs) !== undefined
  const typed = isVerb ? quoted : begunWords((commandsOf(command).at(-1) ?? '').trimStart(), false)
  return completion(typed, await behind(typed, isVerb, sources, inTime), sources)
}

function completion({begun, typed, quote}: BegunWords, {words, kind}: Found, {history}: CompletionSources): Completion {
  const fitting = [...new Set(words)].filter((word) => word.startsWith(begun) && !controls.test(word)).sort(byName.compare)
  const found = fitting.length > many ? typedFirst(fitting, history) : fitting
  return {
    begun: typed,
    found: found.map((word): Candidate => {
      // one that goes on is not followed by a blank
      const goesOn = word.endsWith('/') || word.endsWith('=')
      const shown = kind === 'file' ? word.slice(word.lastIndexOf('/', word.length - 2) + 1) : word
      return {text: asTyped(word, quote), ending: goesOn ? '' : `${quote} `, shown}
    }),
  }
}

function typedFirst(words: readonly string[], history: readonly string[]): string[] {
  const typed = new Set(history.slice(0, remembered).flatMap((line) => line.split(/\s+/)))
  return [...words.filter((word) => typed.has(word)), ...words.filter((word) => !typed.has(word))]
}

/** What stands behind `\o` and its like. */
async function ofShell([name]: readonly string[], begun: string, {contexts, verbs}: CompletionSources, inTime: InTime): Promise<Found> {
  if (name === undefined) return {words: ownNames}
  if (name === '\\?') return {words: verbs.helpPages}
  if (name === '\\o') return {words: outputFormats}
  if (name === '\\pager') return {words: ['off', 'on']}
  if (name !== '\\c') return {words: []}
  return begun.includes('/') ? {words: await inTime(fileNames(begun), []), kind: 'file'} : {words: await inTime(contexts(), [])}
}

async function behind({words, begun}: BegunWords, isVerb: boolean, sources: CompletionSources, inTime: InTime): Promise<Found> {
  const usages = isVerb ? [] : await inTime(sources.connection.usages(), [])
  const own = placeOfWord(words, begun, {all: sources.verbs.all, topics: noTopics, everywhere: [], pages: []})
  const raw = isVerb ? nothing : rawPlace(words, usages)
  const kind = own.kind ?? raw.kind
  const names = kind === undefined ? [] : await inTime(namesOf(kind, own.begun, own.subject, sources), [])
  return {
    words: [
      ...usages.flatMap((usage) => nextWord(usage.words, words)),
      ...own.words.map(({word}) => own.ahead + word),
      ...raw.words,
      ...(words.join(' ') === 'help' ? sources.verbs.helpPages : []),
      ...names.map((name) => own.ahead + name),
    ],
    kind,
  }
}

async function namesOf(
  kind: ValueKind,
  begun: string,
  subject: string | undefined,
  {connection, names, sessions, contexts}: CompletionSources,
): Promise<readonly string[]> {
  if (kind === 'file') return fileNames(begun)
  if (kind === 'context') return contexts()
  if (kind === 'session') return sessions()
  if (!isNameKind(kind) || connection.away !== undefined) return []
  const known = await names.of(kind, connection.client.with({timeout: answerTimeout}), subject)
  return kind === 'server' ? serverWords(known, begun) : known
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
  return place.known ? place : {...place, words: [...place.words, ...usage.choices]}
}
