import type {RuntimeClient} from '../../client/runtime-client.ts'
import {shutdownSession} from '../../protocol/commands/sessions/shutdown-session.ts'
import {HactlError} from '../../protocol/error.ts'
import {findServers} from '../../servers/list.ts'
import {nameOf} from '../../servers/server.ts'
import type {SessionFilter} from '../../sessions/filter.ts'
import {type KillReport, killServerSessions, killSessions} from '../../sessions/kill.ts'
import {type SeenSessions, seeSessionIds, seeSessions} from '../../sessions/seen.ts'
import {dryRunFlag} from '../base/map-flags.ts'
import {Args} from '../base/oclif.ts'
import {sessionFilter, sessionFlags} from '../base/session-flags.ts'
import {killView} from '../base/session-view.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class SessionKill extends TargetCommand {
  static override summary = 'end sessions, with their connections'
  static override description =
    'By their ids, or all that fit the filters; more than one must be confirmed. Each is looked at again before it is ended: HAProxy uses ids anew, and one that is not the same any more is left alone. With --server and no other filter HAProxy ends all of the server at once, those that come meanwhile too.'
  static override examples = [
    '<%= config.bin %> session kill --backend be_old --older 2m --yes',
    '<%= config.bin %> session kill --server be_old/web1 --dry-run',
    '<%= config.bin %> session kill --source 192.0.2.0/24 --yes',
  ]
  static override args = {sessions: Args.string({description: 'their ids, as hactl session list has them', ignoreStdin: true, multiple: true})}
  static override flags = {...targetFlags, ...sessionFlags, 'dry-run': dryRunFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionKill)
    const filter = sessionFilter(flags)
    const ids = args.sessions ?? []
    if (ids.length > 0 === Object.keys(filter).length > 0)
      throw new HactlError('usage', {
        exit: 2,
        message: ids.length > 0 ? 'sessions are named by their ids or by filters, not both' : 'no session was named',
        hint: 'hactl session kill 0x7f49b1477a00, or --backend, --frontend, --server, --source, --older',
      })
    const client = await this.connect(flags)
    if (!flags['dry-run']) client.permit(shutdownSession)
    const seen = ids.length > 0 ? await seeSessionIds(client, ids) : await seeSessions(client, filter)
    if (seen.sessions.length > 1 && !flags['dry-run']) await this.confirm(`end ${seen.sessions.length} sessions on ${client.target.node}?`)
    const report = await this.#end(client, filter, seen, flags['dry-run'])
    await this.show(report, killView(report))
  }

  async #end(client: RuntimeClient, filter: SessionFilter, seen: SeenSessions, dryRun: boolean): Promise<KillReport> {
    const options = {dryRun, progress: this.progress}
    if (filter.server === undefined || Object.keys(filter).length > 1 || seen.sessions.length === 0) return killSessions(client, seen, options)
    // those that had none were not asked about
    const busy = new Set(seen.sessions.map(({backend, server}) => `${backend}/${server}`))
    const servers = (await findServers(client, [filter.server])).map(nameOf).filter((name) => busy.has(name))
    return killServerSessions(client, servers, seen, options)
  }
}
