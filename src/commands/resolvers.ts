import {nameServers} from '../process/reports.ts'
import type {NameServer} from '../protocol/commands/process/show-resolvers.ts'
import type {Cell, Column, Tone} from '../render/types.ts'
import {targetFlags} from './base/target.ts'
import {WatchingCommand, watchFlags} from './base/watching-command.ts'

/** Counters in HAProxy's order; what is not asked for by most goes first on a narrow terminal. */
const priorities: Readonly<Record<string, number>> = {
  sent: 0,
  valid: 0,
  timeout: 0,
  snd_error: 1,
  refused: 1,
  nx: 2,
  any_err: 2,
  invalid: 3,
  truncated: 4,
  too_big: 4,
}
const harmless = new Set(['sent', 'valid', 'update', 'cname'])

const tone =
  (name: string) =>
  (cell: Cell): Tone | undefined =>
    cell === 0 || cell === null ? 'faint' : harmless.has(name) ? undefined : 'doubtful'

export default class Resolvers extends WatchingCommand {
  static override summary = 'name servers, and how they answered'
  static override description =
    'Counters since the start, by HAProxy’s names: `nx` names that do not exist, `any_err` other refusals, `outdated` answers that came too late.'
  static override examples = ['<%= config.bin %> resolvers', '<%= config.bin %> resolvers -o json --query "[].nameserver"']
  static override flags = {...targetFlags, ...watchFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(Resolvers)
    const client = await this.connect(flags)
    await this.repeat(flags, async () => {
      const servers = await nameServers(client)
      this.tellNone(servers, flags, 'this HAProxy asks no name server')
      await this.showRows(columnsOf(servers), [servers.map(({resolvers, nameserver, counters}) => ({resolvers, nameserver, ...counters}))])
    })
  }
}

function columnsOf(servers: readonly NameServer[]): Column[] {
  const names = [...new Set(servers.flatMap(({counters}) => Object.keys(counters)))]
  const counters = names.map((name): Column => ({name, align: 'right', priority: priorities[name] ?? 5, tone: tone(name)}))
  return [{name: 'resolvers'}, {name: 'nameserver', heading: 'NAME SERVER'}, ...counters]
}
