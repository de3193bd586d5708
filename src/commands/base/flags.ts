import {outputFormats} from '../../render/types.ts'
import {Flags} from './oclif.ts'

const helpGroup = 'GLOBAL'

/** Flags of every command. */
export const baseFlags = {
  output: Flags.option({char: 'o', description: 'form of the output (default table)', helpGroup, helpValue: outputFormats.join('|'), options: outputFormats})(),
  json: Flags.boolean({description: 'same as -o json', helpGroup}),
  fields: Flags.string({description: 'only these fields, in this order', helpGroup, helpValue: 'a,b'}),
  query: Flags.string({description: 'answer a JMESPath expression from the result', helpGroup, helpValue: 'JMESPATH'}),
  'no-headers': Flags.boolean({description: 'no heading in table and csv', helpGroup}),
  quiet: Flags.boolean({char: 'q', description: 'only what was asked for, and errors', helpGroup}),
  debug: Flags.boolean({description: 'tell on stderr what is sent and received', env: 'HACTL_DEBUG', helpGroup}),
  'no-color': Flags.boolean({description: 'no colour (also NO_COLOR, HACTL_NO_COLOR)', helpGroup}),
  yes: Flags.boolean({char: 'y', description: 'do not ask for confirmation', helpGroup}),
}
