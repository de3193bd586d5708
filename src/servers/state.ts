import type {RuntimeClient} from '../client/runtime-client.ts'
import {setServerState} from '../protocol/commands/server/set-server-state.ts'
import {type Change, changeServers, type ServersOptions, type ServersReport, step} from './change.ts'
import {type AdminState, nameOf, type Server} from './server.ts'
import {type Undo, undoCommand} from './undo.ts'

const undo: Undo = ({forced}) => [forced]

export const stateChange = (state: AdminState): Change<AdminState> => ({
  steps: (server) => [step(setServerState, nameOf(server), state)],
  of: ({forced}) => forced,
  undo,
  remarks: (now, was) => {
    if (now.admin !== state) return [`${nameOf(now)} is in ${now.admin} all the same: ${whyOf(now)}`]
    return was.admin === state && was.forced !== state ? [`${nameOf(now)} was in ${state} before, too: ${whyOf(was)}`] : []
  },
})

function whyOf({tracked, reason}: Server): string {
  if (reason === 'tracked') return `it follows ${tracked ?? 'another server'}`
  return reason === 'resolution' ? 'its name has no address' : 'somebody else has set it'
}

/**
 * `set server BACKEND/SERVER state …`: `ready` takes traffic, `drain` keeps what it has and what a cookie or a stick table sends, `maint` takes none and ends
 * its health checks. What is reported is what a server was set to (`forced`). Where it is or was in another state all the same, because it follows another or
 * its name has no address, that is told by `caution`.
 *
 * @param servers from `findServers`
 * @throws HactlError `permission-denied`, `proxy-unknown`, `servers-incomplete`
 */
export const setServersState = (
  client: RuntimeClient,
  servers: readonly Server[],
  state: AdminState,
  options: ServersOptions = {},
): Promise<ServersReport<AdminState>> => changeServers(client, servers, stateChange(state), options)

/** The command lines that set servers to what they were found set to. */
export const undoState = (client: RuntimeClient, servers: readonly Server[]): string => undoCommand(client, servers, undo)
