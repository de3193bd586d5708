import type {Interfaces} from '@oclif/core'
import type {Verb, VerbArgument, VerbFlag} from '../../completion/verbs.ts'

/** What oclif knows of a command, or its build has kept of that. */
type Facts = Pick<Interfaces.Manifest['commands'][string], 'flags' | 'args'> & {readonly fields?: unknown}

/** @param facts read when the command's flags or arguments are looked at: they may stand in a file of their own */
export const verbFrom = (id: string, summary: string | undefined, facts: () => Facts): Verb => ({
  name: id.replaceAll(':', ' '),
  summary: summary ?? '',
  get flags() {
    const {flags, fields} = facts()
    return flagsOf(flags).map((flag) => (flag.name === 'fields' && Array.isArray(fields) ? {...flag, choices: fields.map(String)} : flag))
  },
  get args() {
    return argumentsOf(facts().args)
  },
})

export function flagsOf(flags: Facts['flags']): VerbFlag[] {
  return Object.entries(flags).flatMap(([name, flag]) =>
    flag.hidden === true
      ? []
      : [
          {
            name,
            short: flag.char,
            about: flag.description ?? '',
            takesValue: flag.type === 'option',
            choices: (flag.type === 'option' && flag.options) || [],
            repeatable: flag.type === 'option' && flag.multiple === true,
            list: name === 'fields',
          },
        ],
  )
}

const argumentsOf = (args: Facts['args']): VerbArgument[] =>
  Object.entries(args).map(([name, {options = [], multiple = false}]) => ({name, choices: options, repeatable: multiple}))
