import {countedPlaces} from '../../process/counters.ts'
import {namesOf} from '../../render/fields.ts'
import type {Column, Tone} from '../../render/types.ts'
import {Flags} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'
import {WatchingCommand, watchFlags} from '../base/watching-command.ts'

const tones: Readonly<Record<string, Tone>> = {BUG: 'bad', CHK: 'bad', GLT: 'doubtful'}

const columns: readonly Column[] = [
  {name: 'count', align: 'right', tone: (cell) => (cell === 0 ? 'faint' : undefined)},
  {name: 'type', tone: (cell, {count}) => (count === 0 ? 'faint' : tones[String(cell)])},
  {name: 'location', priority: 2},
  {name: 'function', priority: 3},
  {name: 'condition', priority: 4},
  {name: 'comment', priority: 1},
  {name: 'stopped', hidden: true},
]

export default class DebugCounters extends WatchingCommand {
  static override summary = 'places in HAProxy’s source that were passed, and how often'
  static override description =
    'For reports to HAProxy’s developers: CNT counts what may happen, GLT glitches of protocols, BUG and CHK what should not. No line is good news. From HAProxy 3.0 on; needs level operator.'
  static override examples = ['<%= config.bin %> debug counters', '<%= config.bin %> debug counters --all -o csv']
  static override flags = {...targetFlags, all: Flags.boolean({description: 'also what is 0'}), ...watchFlags}
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {flags} = await this.parse(DebugCounters)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => {
      const places = await countedPlaces(client, flags.all)
      this.tellNone(places, flags, 'nothing was counted, and that is good; --all shows the places that count')
      await this.showRows(columns, [places.map((place) => ({...place}))])
    })
  }
}
