import {showSess} from '../../protocol/commands/sessions/show-sess.ts'
import {namesOf} from '../../render/fields.ts'
import {readSessions} from '../../sessions/list.ts'
import type {Session} from '../../sessions/session.ts'
import {sessionFilter, sessionFlags} from '../base/session-flags.ts'
import {sessionColumns, sessionRow} from '../base/session-view.ts'
import {targetFlags} from '../base/target.ts'
import {stallingWatchFlags, WatchingCommand} from '../base/watching-command.ts'

export default class SessionList extends WatchingCommand {
  static override summary = 'list what HAProxy works for: requests and connections'
  static override description =
    'A session is a stream: a request of HTTP, or a connection where the mode is tcp; connections that wait for their next request are none. CALLS is how often HAProxy has worked on it: one that is high and grows fast may spin. Those of HAProxy’s own sockets, of which hactl is one, are left out unless --frontend GLOBAL names them. The filters work on every version. All threads of HAProxy stand still while it writes a part of the list. Needs level operator.'
  static override examples = [
    '<%= config.bin %> session list',
    '<%= config.bin %> session list --backend "be_*" --older 30s',
    '<%= config.bin %> session list --source 10.0.0.0/8 -o json --query "sort_by(@, &age)"',
  ]
  static override flags = {...targetFlags, ...sessionFlags, ...stallingWatchFlags}
  static override fields = namesOf(sessionColumns([]))

  async run(): Promise<void> {
    const {flags} = await this.parse(SessionList)
    const client = await this.connect(flags)
    await this.repeat(
      flags,
      async () => {
        const batches = readSessions(client, sessionFilter(flags))
        const first = await batches.next()
        const sessions = first.done ? [] : first.value
        await this.showRows(sessionColumns(sessions), rowsOf(sessions, batches))
        this.tellNone(sessions, flags, 'no session')
      },
      showSess,
    )
  }
}

async function* rowsOf(first: readonly Session[], others: AsyncIterable<readonly Session[]>): AsyncGenerator<Awaited<ReturnType<typeof rowsIn>>, void> {
  yield rowsIn(first)
  for await (const sessions of others) yield rowsIn(sessions)
}

const rowsIn = (sessions: readonly Session[]) => sessions.map(sessionRow)
