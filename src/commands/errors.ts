import {capturedErrors} from '../process/errors.ts'
import type {CapturedError, ErrorSide} from '../protocol/commands/process/show-errors.ts'
import {namesOf} from '../render/fields.ts'
import type {Column, Row} from '../render/types.ts'
import {errorsText} from './base/errors-view.ts'
import {Args, Flags} from './base/oclif.ts'
import {targetFlags} from './base/target.ts'
import {WatchingCommand, watchFlags} from './base/watching-command.ts'

const sides: readonly ErrorSide[] = ['request', 'response']

const columns: readonly Column[] = [
  {name: 'time'},
  {name: 'side'},
  {name: 'frontend'},
  {name: 'backend'},
  {name: 'server'},
  {name: 'source'},
  {name: 'event', priority: 3},
  {name: 'length', priority: 2},
  {name: 'position', priority: 1},
  {name: 'message'},
]

export default class Errors extends WatchingCommand {
  static override summary = 'the last requests and answers that HAProxy could not read'
  static override description =
    'The last invalid request of each frontend and the last invalid answer to each backend, with the byte at which it went wrong; what is not HTTP is there, too. A message may hold secrets of users. -o json has all that HAProxy says, by its names; `message` is messageBase64 where it is no UTF-8. Times are in HAProxy’s own time zone. Needs level operator.'
  static override examples = [
    '<%= config.bin %> errors',
    '<%= config.bin %> errors be_old --side response',
    '<%= config.bin %> errors -o json --fields time,frontend,source,position,message',
  ]
  static override args = {proxy: Args.string({description: 'only of this frontend or backend', ignoreStdin: true})}
  static override flags = {...targetFlags, side: Flags.option({description: 'only requests, or only responses', options: sides})(), ...watchFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Errors)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => {
      const errors = await capturedErrors(client, {proxy: args.proxy, side: flags.side})
      this.tellNone(errors, flags, 'no request or answer was captured: HAProxy could read them all')
      // a person wants to see where in the message it went wrong
      if (this.people) return this.show(errors, {text: errorsText})
      const names = [...new Set(errors.flatMap(({details}) => Object.keys(details)))]
      await this.showRows([...columns, ...names.map((name): Column => ({name, hidden: true, sparse: true}))], [errors.map(rowOf)])
    })
  }
}

const rowOf = ({details, ...error}: CapturedError): Row => ({...details, ...error})
