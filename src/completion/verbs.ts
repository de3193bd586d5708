/** A command of hactl, as the shell knows it. */
export interface Verb {
  /** `map sync` */
  readonly name: string
  readonly summary: string
  /** Names of its flags, without dashes. */
  readonly flags: readonly string[]
  /** Names of what it takes. */
  readonly args: readonly string[]
}

/** The commands of hactl, which run in the process of the shell. */
export interface Verbs {
  readonly all: readonly Verb[]
  /** Runs one; what went wrong is told. */
  run(words: readonly string[]): Promise<void>
}

/** No dry run, and yet it changes something. */
const changing = new Set(['trace follow', 'exec'])

/** Every command that changes HAProxy has --dry-run, but for those that are named. */
export const changes = ({name, flags}: Verb): boolean => changing.has(name) || flags.includes('dry-run')

/** The command that these words begin with; the longest where there are several. */
export function verbOf(words: readonly string[], {all}: Verbs): Verb | undefined {
  return all.filter(({name}) => words.slice(0, name.split(' ').length).join(' ') === name).sort((one, other) => other.name.length - one.name.length)[0]
}
