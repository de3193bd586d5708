/** A flag of a command of hactl. */
export interface VerbFlag {
  /** Without dashes. */
  readonly name: string
  readonly short: string | undefined
  readonly about: string
  /** Something stands behind it. */
  readonly takesValue: boolean
  /** All that may stand behind it, where that is known. */
  readonly choices: readonly string[]
  readonly repeatable: boolean
  /** Several may stand behind it, with commas between them. */
  readonly list: boolean
}

/** What a command of hactl takes besides flags. */
export interface VerbArgument {
  readonly name: string
  readonly choices: readonly string[]
  readonly repeatable: boolean
}

/** A command of hactl, as its words are completed. */
export interface Verb {
  /** `map sync` */
  readonly name: string
  readonly summary: string
  readonly flags: readonly VerbFlag[]
  readonly args: readonly VerbArgument[]
}

/** The commands of hactl, which run in the process of the shell. */
export interface Verbs {
  readonly all: readonly Verb[]
  /** What `help` tells about besides commands: `exit-codes`. */
  readonly helpPages: readonly string[]
  /** Runs one; what went wrong is told. */
  run(words: readonly string[]): Promise<void>
}

/** No dry run, and yet it may change something. */
const changing = new Set(['trace follow', 'exec', 'batch'])
/** They change files of ours, and no HAProxy. */
const ofFiles = /^context /

/** Every command that changes HAProxy has --dry-run, but for those that are named. */
export const changes = (verb: Verb): boolean => changing.has(verb.name) || (hasOption(verb, 'dry-run') && !ofFiles.test(verb.name))

/** Whether it has a flag of this name. */
export const hasOption = ({flags}: Verb, option: string): boolean => flags.some(({name}) => name === option)

/** The command that these words begin with; the longest where there are several. */
export function verbOf(words: readonly string[], {all}: Pick<Verbs, 'all'>): Verb | undefined {
  return all.filter(({name}) => words.slice(0, name.split(' ').length).join(' ') === name).sort((one, other) => other.name.length - one.name.length)[0]
}
