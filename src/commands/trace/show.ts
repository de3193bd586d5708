import {namesOf} from '../../render/fields.ts'
import type {Cell, Column, Tone} from '../../render/types.ts'
import {traceEvents} from '../../trace/sources.ts'
import {Args} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

const faint = (cell: Cell): Tone | undefined => (cell === true ? undefined : 'faint')

const columns: readonly Column[] = [
  {name: 'event'},
  {name: 'report', tone: faint},
  {name: 'start', tone: faint},
  {name: 'stop', tone: faint},
  {name: 'pause', tone: faint},
]

export default class TraceShow extends TargetCommand {
  static override summary = 'the events that a trace source knows'
  static override description =
    'REPORT: the event is written. START, STOP, PAUSE: it starts, stops or pauses the trace; hactl exec sets these: `trace h1 start h1s_err`. Needs level operator.'
  static override examples = ['<%= config.bin %> trace show h1', '<%= config.bin %> trace show stream -o plain --fields event']
  static override args = {source: Args.string({description: 'h1, h2, stream …: hactl trace list', ignoreStdin: true, required: true})}
  static override flags = {...targetFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TraceShow)
    const events = await traceEvents(await this.connect(flags), args.source)
    await this.showRows(columns, [events.map((event) => ({...event}))])
  }
}
