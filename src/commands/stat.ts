import {statTypes} from '../protocol/commands/stats/show-stat.ts'
import type {Row} from '../render/types.ts'
import {RateMeter} from '../stats/rates.ts'
import {readStatistics, type Statistics} from '../stats/stat.ts'
import {Args, Flags} from './base/oclif.ts'
import {statColumns} from './base/stat-view.ts'
import {targetFlags} from './base/target.ts'
import {WatchingCommand, watchFlags} from './base/watching-command.ts'

export default class Stat extends WatchingCommand {
  static override summary = 'frontends, backends and servers: state, load, errors, checks'
  static override description =
    'A table shows what a person looks for, as far as the terminal is wide; -o json has every field of HAProxy under its own name (management guide 9.1), and leaves out those that an object does not have. Latencies are averages of the last 1,024 requests: RESP from the request to the answer of the server, TOTAL the whole session. With --watch counters are shown as what they gained a second.'
  static override examples = [
    '<%= config.bin %> stat',
    '<%= config.bin %> stat "be_*" --type server --down',
    '<%= config.bin %> stat --watch --interval 1',
    '<%= config.bin %> stat -o json --fields pxname,svname,status,scur',
  ]
  static override args = {
    name: Args.string({description: 'only PROXY, or PROXY/SERVER; * and ? stand for other characters', ignoreStdin: true}),
  }
  static override flags = {
    ...targetFlags,
    type: Flags.option({
      description: 'only these; may be repeated',
      options: statTypes,
      multiple: true,
      multipleNonGreedy: true,
    })(),
    up: Flags.boolean({description: 'only what takes new traffic', exclusive: ['down']}),
    down: Flags.boolean({description: 'only what takes none: down, in maintenance, draining, stopped', exclusive: ['up']}),
    ...watchFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Stat)
    const client = await this.connect(flags)
    const filter = {name: args.name, types: flags.type, ...(flags.up && {state: 'up' as const}), ...(flags.down && {state: 'down' as const})}
    const meter = flags.watch ? new RateMeter() : undefined
    await this.repeat(flags, async () => {
      const statistics = await readStatistics(client, filter)
      meter?.begin(performance.now())
      const form = {watching: flags.watch, named: flags.fields !== undefined, table: this.output === 'table'}
      await this.showRows(statColumns(statistics.heading, form), rowsOf(statistics, meter))
    })
  }
}

async function* rowsOf({batches}: Statistics, meter: RateMeter | undefined): AsyncGenerator<Row[], void> {
  for await (const lines of batches) yield lines.map((line) => (meter ? {...line.cells, ...meter.rates(line)} : line.cells))
}
