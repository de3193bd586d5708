import {type GivenWords, joinedFlag, takenApart} from './given-words.ts'
import {choicesOf, kindOfArgument, kindOfFlag, type ValueKind} from './values.ts'
import {type Verb, type VerbFlag, verbOf} from './verbs.ts'

/** A word that may come next. */
export interface Candidate {
  readonly word: string
  readonly about: string
}

/** What hactl knows of its own words. */
export interface OwnWords {
  readonly all: readonly Verb[]
  /** What a word stands for that several commands begin with: `server state`. */
  readonly topics: ReadonlyMap<string, string>
  /** Flags that may stand in front of the command. */
  readonly everywhere: readonly VerbFlag[]
  /** What there is help on besides commands. */
  readonly pages: readonly Candidate[]
}

/** What may stand in the place of a word that was begun. */
export interface Place {
  readonly words: readonly Candidate[]
  /** What else it may name. */
  readonly kind: ValueKind | undefined
  /** The part of the word that is settled: `--output=`. */
  readonly ahead: string
  /** The part behind that. */
  readonly begun: string
  /** It is one even where it looks like a flag. */
  readonly isValue: boolean
  /** The first argument of the command, which others are about: a stick table. */
  readonly subject: string | undefined
  /** Values of the flags that stand before, by their names. */
  readonly flags: ReadonlyMap<string, readonly string[]>
}

const help: VerbFlag = {name: 'help', short: 'h', about: 'what the command does and takes', takesValue: false, choices: [], repeatable: false, list: false}
const version: VerbFlag = {...help, name: 'version', short: undefined, about: 'the version of hactl'}

/** The place of the last word of a command line of hactl, which may be empty. */
export function placeOfWord(words: readonly string[], begun: string, own: OwnWords): Place {
  const {plain, flags, open, ended} = takenApart(words, own.all, own.everywhere)
  const verb = verbOf(plain, own)
  const place = {words: [], kind: undefined, ahead: '', begun, isValue: ended, subject: verb && plain[wordsIn(verb)], flags}
  if (open) return {...place, ...valueOf(open, begun, verb)}
  if (begun.startsWith('-') && !ended) return {...place, ...flagPlace(begun, flags, verb, own)}
  if (plain[0] === 'help') return {...place, words: [...nextWords(plain.slice(1), own), ...(plain.length === 1 ? own.pages : [])]}
  const argument = verb && nextArgument(verb, plain)
  return {
    ...place,
    words: [...nextWords(plain, own), ...(argument ? choicesOf(verb, argument).map(bare) : [])],
    kind: argument && kindOfArgument(verb, argument),
  }
}

const bare = (word: string): Candidate => ({word, about: ''})

const wordsIn = ({name}: Verb): number => name.split(' ').length

function valueOf(flag: VerbFlag, value: string, verb: Verb | undefined): Pick<Place, 'words' | 'kind' | 'ahead' | 'begun'> {
  const ahead = flag.list ? value.slice(0, value.lastIndexOf(',') + 1) : ''
  const listed = ahead.split(',')
  return {words: flag.choices.filter((each) => !listed.includes(each)).map(bare), kind: kindOfFlag(flag, verb), ahead, begun: value.slice(ahead.length)}
}

function nextArgument(verb: Verb, plain: readonly string[]): Verb['args'][number] | undefined {
  const given = plain.length - wordsIn(verb)
  return verb.args[given] ?? verb.args.findLast(({repeatable}) => repeatable)
}

/** Words that continue a command that begins with these. */
function nextWords(plain: readonly string[], {all, topics}: OwnWords): Candidate[] {
  const found = new Map<string, string>()
  for (const {name, summary} of all) {
    const words = name.split(' ')
    const next = words[plain.length]
    if (next === undefined || plain.some((word, at) => word !== words[at])) continue
    const soFar = [...plain, next].join(' ')
    found.set(next, name === soFar ? summary : (topics.get(soFar) ?? found.get(next) ?? ''))
  }
  return [...found].map(([word, about]) => ({word, about}))
}

function flagPlace(
  begun: string,
  given: GivenWords['flags'],
  verb: Verb | undefined,
  {everywhere}: OwnWords,
): Pick<Place, 'words' | 'kind' | 'ahead' | 'begun' | 'isValue'> {
  const known = verb?.flags ?? [...everywhere, version]
  const {flag, value = ''} = joinedFlag(begun, known) ?? {}
  if (flag) {
    const place = valueOf(flag, value, verb)
    return {...place, ahead: begun.slice(0, begun.length - place.begun.length), isValue: true}
  }
  const words = [...known, help].filter((each) => each.repeatable || !given.has(each.name)).map((each) => ({word: `--${each.name}`, about: each.about}))
  return {words, kind: undefined, ahead: '', begun, isValue: false}
}
