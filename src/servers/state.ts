import type {RuntimeClient} from '../client/runtime-client.ts'
import {setServerState} from '../protocol/commands/server/set-server-state.ts'
import {type Change, changeServers, type ServersOptions, type ServersReport, undoCommand} from './change.ts'
import {type AdminState, nameOf, type Server} from './server.ts'

const stateChange = (word: AdminState): Change<AdminState, AdminState> => ({
  command: setServerState,
  word,
  of: ({admin}) => admin,
  // what it follows, or its missing address, put it where it was: that is not ours to set
  undo: ({admin, reason}) => [reason === null || reason === 'forced' ? admin : 'ready'],
})

/**
 * `set server BACKEND/SERVER state …`: `ready` takes traffic, `drain` keeps what it has and what a cookie or a stick table sends, `maint` takes none and ends
 * its health checks. A server that stays in another state all the same, because it follows another or its name has no address, is told by `caution`.
 *
 * @param servers from `findServers`
 * @throws HactlError `permission-denied`, `proxy-unknown`, `servers-incomplete`
 */
export async function setServersState(
  client: RuntimeClient,
  servers: readonly Server[],
  state: AdminState,
  options: ServersOptions = {},
): Promise<ServersReport<AdminState>> {
  const report = await changeServers(client, servers, stateChange(state), options)
  if (!report.changed) return report
  const tracked = new Map(servers.map((server) => [nameOf(server), server.tracked]))
  for (const server of report.servers.filter(({now}) => now !== state)) {
    const name = nameOf(server)
    const followed = tracked.get(name)
    const why = typeof followed === 'string' ? `it follows ${followed}` : 'its name has no address, or somebody else has set it'
    options.caution?.(`${name} is in ${server.now} all the same: ${why}`)
  }
  return report
}

/** The command lines that bring servers back to the state in which they were found. */
export const undoState = (client: RuntimeClient, servers: readonly Server[]): string => undoCommand(client, servers, stateChange('ready'))
