import {type Verb, type VerbFlag, verbOf} from './verbs.ts'

/** The words in front of the one that is completed, taken apart. */
export interface GivenWords {
  /** Neither flags nor values of flags. */
  readonly plain: readonly string[]
  /** Values of flags, by their names. */
  readonly flags: ReadonlyMap<string, readonly string[]>
  /** A flag whose value comes next. */
  readonly open: VerbFlag | undefined
  /** `--` was there: no more flags. */
  readonly ended: boolean
}

const joined = /^(?:--(?<name>[^=]+)=|-(?<short>[^-])(?:=|(?=[^=])))(?<value>.*)$/s

/** A flag and its value in one word: `--output=js`, `-ojs`, `-o=js`. */
export function joinedFlag(word: string, known: readonly VerbFlag[]): {readonly flag: VerbFlag; readonly value: string} | undefined {
  const {name, short, value = ''} = joined.exec(word)?.groups ?? {}
  const flag = known.find((each) => each.takesValue && (each.name === name || (short !== undefined && each.short === short)))
  return flag && {flag, value}
}

/** @param known flags that may stand in front of the command */
export function takenApart(words: readonly string[], all: readonly Verb[], known: readonly VerbFlag[]): GivenWords {
  const plain: string[] = []
  const flags = new Map<string, string[]>()
  const keep = ({name}: VerbFlag, value: string): unknown => flags.set(name, [...(flags.get(name) ?? []), value])
  let open: VerbFlag | undefined
  let ended = false
  for (const word of words) {
    if (open) {
      keep(open, word)
      open = undefined
    } else if (ended || !word.startsWith('-') || word === '-') plain.push(word)
    else if (word === '--') ended = true
    else {
      const here = verbOf(plain, {all})?.flags ?? known
      const withValue = joinedFlag(word, here)
      if (withValue) keep(withValue.flag, withValue.value)
      else open = opened(word, here, keep)
    }
  }
  return {plain, flags, open, ended}
}

/** Flags that stand alone, several short ones in a word, are kept. @returns the one whose value comes next */
function opened(word: string, known: readonly VerbFlag[], keep: (flag: VerbFlag, value: string) => unknown): VerbFlag | undefined {
  const found = word.startsWith('--')
    ? known.filter(({name}) => `--${name}` === word)
    : [...word].flatMap((letter) => known.filter(({short}) => short === letter))
  for (const flag of found) if (!flag.takesValue) keep(flag, '')
  const last = found.at(-1)
  return last?.takesValue === true ? last : undefined
}
