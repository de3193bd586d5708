import {readEvents} from '../events/read.ts'
import {isRing, listSinks} from '../events/sinks.ts'
import {namesOf} from '../render/fields.ts'
import {eventColumns, eventLine, eventRows, sinkColumns, sinkRow} from './base/event-view.ts'
import {Args} from './base/oclif.ts'
import {targetFlags} from './base/target.ts'
import {TargetCommand} from './base/target-command.ts'

export default class Ring extends TargetCommand {
  static override summary = 'the rings in memory, and what one of them holds'
  static override description =
    'HAProxy’s own rings and those of `ring` sections; DROPPED counts what was lost because a ring was full. With a name: its content, oldest first, as hactl events shows it. Needs level operator, the list level user.'
  static override examples = ['<%= config.bin %> ring', '<%= config.bin %> ring buf0 -o plain']
  static override args = {ring: Args.string({description: 'the ring; without one they are listed', ignoreStdin: true})}
  static override flags = {...targetFlags}
  static override fields = namesOf(sinkColumns.filter(({name}) => name !== 'type'))

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Ring)
    const client = await this.connect(flags)
    const {ring} = args
    if (ring !== undefined)
      return this.showLines(
        eventColumns,
        eventRows(readEvents(client, ring), () => this.note(`${ring} holds nothing`)),
        eventLine,
      )
    const columns = sinkColumns.filter(({name}) => name !== 'type')
    return this.showRows(columns, [(await listSinks(client)).filter(isRing).map(sinkRow)])
  }
}
