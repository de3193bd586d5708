import type {RuntimeClient} from '../client/runtime-client.ts'
import {setServerState} from '../protocol/commands/server/set-server-state.ts'
import {type Change, changeServers, type ServersOptions, type ServersReport, step} from './change.ts'
import {type AdminState, nameOf, type Server} from './server.ts'
import {type Undo, undoCommand} from './undo.ts'

// what it follows, or its missing address, put it where it was: that is not ours to set
const undo: Undo = ({admin, reason}) => [reason === null || reason === 'forced' ? admin : 'ready']

export const stateChange = (state: AdminState): Change<AdminState> => ({
  steps: (server) => [step(setServerState, nameOf(server), state)],
  of: ({admin}) => admin,
  undo,
  remark: (now) => {
    if (now.admin === state) return undefined
    const why = now.tracked === null ? 'its name has no address, or somebody else has set it' : `it follows ${now.tracked}`
    return `${nameOf(now)} is in ${now.admin} all the same: ${why}`
  },
})

/**
 * `set server BACKEND/SERVER state …`: `ready` takes traffic, `drain` keeps what it has and what a cookie or a stick table sends, `maint` takes none and ends
 * its health checks. A server that stays in another state all the same, because it follows another or its name has no address, is told by `caution`.
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

/** The command lines that bring servers back to the state in which they were found. */
export const undoState = (client: RuntimeClient, servers: readonly Server[]): string => undoCommand(client, servers, undo)
