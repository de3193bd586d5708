import type {LevelNeed} from '../command.ts'
import {addBackend} from './backend/add-backend.ts'
import {delBackend} from './backend/del-backend.ts'
import {publishBackend} from './backend/publish-backend.ts'
import {unpublishBackend} from './backend/unpublish-backend.ts'
import {waitBackendRemovable} from './backend/wait-backend-removable.ts'
import {showEvents} from './events/show-events.ts'
import {showSinks} from './events/show-sinks.ts'
import {disableFrontend} from './frontend/disable-frontend.ts'
import {enableFrontend} from './frontend/enable-frontend.ts'
import {setMaxconnFrontend} from './frontend/set-maxconn-frontend.ts'
import {shutdownFrontend} from './frontend/shutdown-frontend.ts'
import {addMap} from './map/add-map.ts'
import {clearMap} from './map/clear-map.ts'
import {commitMap} from './map/commit-map.ts'
import {delMap} from './map/del-map.ts'
import {getMap} from './map/get-map.ts'
import {prepareMap} from './map/prepare-map.ts'
import {setMap} from './map/set-map.ts'
import {showMap} from './map/show-map.ts'
import {showMaps} from './map/show-maps.ts'
import {debugCounters} from './process/debug-counters.ts'
import {setMaxconnGlobal} from './process/set-maxconn-global.ts'
import {setProfiling} from './process/set-profiling.ts'
import {setRateLimit} from './process/set-rate-limit.ts'
import {setTimeoutCli} from './process/set-timeout.ts'
import {showActivity} from './process/show-activity.ts'
import {showCache} from './process/show-cache.ts'
import {showCliLevel} from './process/show-cli-level.ts'
import {showCliSockets} from './process/show-cli-sockets.ts'
import {showEnv} from './process/show-env.ts'
import {showErrors} from './process/show-errors.ts'
import {showFd} from './process/show-fd.ts'
import {showInfo} from './process/show-info.ts'
import {showLibs} from './process/show-libs.ts'
import {showPeers} from './process/show-peers.ts'
import {showPools} from './process/show-pools.ts'
import {showProfiling} from './process/show-profiling.ts'
import {showResolvers} from './process/show-resolvers.ts'
import {showStartupLogs} from './process/show-startup-logs.ts'
import {showTasks} from './process/show-tasks.ts'
import {showThreads} from './process/show-threads.ts'
import {addServer} from './server/add-server.ts'
import {delServer} from './server/del-server.ts'
import {setServerMaxconn} from './server/set-server-maxconn.ts'
import {setServerSsl} from './server/set-server-ssl.ts'
import {setServerState} from './server/set-server-state.ts'
import {showServersConn} from './server/show-servers-conn.ts'
import {showServersState} from './server/show-servers-state.ts'
import {switchAgent, switchHealth} from './server/switch-checks.ts'
import {waitRemovable} from './server/wait-removable.ts'
import {showSess} from './sessions/show-sess.ts'
import {shutdownSession} from './sessions/shutdown-session.ts'
import {shutdownSessionsServer} from './sessions/shutdown-sessions-server.ts'
import {clearAllCounters} from './stats/clear-all-counters.ts'
import {clearCounters} from './stats/clear-counters.ts'
import {showStat} from './stats/show-stat.ts'
import {clearTable} from './table/clear-table.ts'
import {setTable} from './table/set-table.ts'
import {showTables} from './table/show-tables.ts'
import {setTrace, stopTraces} from './trace/set-trace.ts'
import {showTrace} from './trace/show-trace.ts'
import {showTraceSource} from './trace/show-trace-source.ts'
import {getVar} from './variables/get-var.ts'
import {setVar} from './variables/set-var.ts'

/** What the registry knows of a wire command. */
export interface Registered {
  /** Its first words, as `help` of HAProxy has them. */
  readonly name: string
  readonly since: string
  readonly level: LevelNeed
  /** What it costs the traffic while it runs. */
  readonly stalls?: string
}

/** Every wire command that a verb of hactl stands on. A test compares them with the live `help` of each HAProxy. */
export const wireCommands: readonly Registered[] = [
  ...[addMap, clearMap, commitMap, delMap, getMap, prepareMap, showMap, showMaps].flatMap(({name, since, level}) => [
    {name, since, level},
    {name: name.replace(/ map$/, ' acl'), since, level},
  ]),
  addBackend,
  delBackend,
  publishBackend,
  unpublishBackend,
  disableFrontend,
  enableFrontend,
  setMaxconnFrontend,
  shutdownFrontend,
  setMaxconnGlobal,
  setRateLimit,
  addServer,
  delServer,
  waitRemovable,
  waitBackendRemovable,
  clearAllCounters,
  clearCounters,
  debugCounters,
  getVar,
  clearTable,
  setMap,
  setServerMaxconn,
  setServerSsl,
  setServerState,
  setTable,
  setTimeoutCli,
  setTrace,
  setVar,
  showActivity,
  showCache,
  showCliLevel,
  showCliSockets,
  showEnv,
  setProfiling,
  showErrors,
  showFd,
  showEvents,
  showInfo,
  showLibs,
  showPeers,
  showPools,
  showProfiling,
  showResolvers,
  showServersConn,
  showServersState,
  showSess,
  showStartupLogs,
  showSinks,
  showStat,
  showTables,
  showTasks,
  showThreads,
  shutdownSession,
  shutdownSessionsServer,
  showTrace,
  showTraceSource,
  stopTraces,
  ...Object.values(switchAgent),
  ...Object.values(switchHealth),
]

const session = 'it is about the connection that it is sent on: hactl sends it where it needs it'
const master = 'it is the master’s own, and hactl speaks with workers: -s takes the path of `stats socket`'
const developers = 'a tool for developers of HAProxy, whose output has no fixed form'
const certificates =
  'certificates change in transactions of several commands, with keys as payloads and one lock for the whole process: a verb for one command of them would leave the others open'
const another = (verb: string): string => `another command does the same: hactl server ${verb}`
const cookies =
  'cookies that browsers hold stand for no server any more once the key is another or there is none, and no command tells what was there before: there would be no way back'

/** Commands that only `hactl exec` sends, and why. */
export const rawOnly: Readonly<Record<string, string>> = {
  help: session,
  operator: session,
  prompt: session,
  quit: session,
  'set severity-output': session,
  'set anon': session,
  'show anon': session,
  user: session,
  echo: session,
  '@!<pid>': master,
  '@<relative pid>': master,
  '@master': master,
  'hard-reload': master,
  reload: master,
  'show proc': master,
  'debug dev': 'for developers of HAProxy, in expert mode: most of it ends or stops the process on purpose',
  httpclient: 'in expert mode HAProxy asks an HTTP server for a page, of which the answer is shown as it comes, with blank lines: hactl exec does that',
  'show dev': developers,
  'show quic': developers,
  'show backend': '`show stat` has their names, and more of them',
  'disable server': another('maint'),
  'enable server': another('ready'),
  'get weight': another('show'),
  'set weight': another('weight'),
  'show schema json': 'it describes `show info json` and `show stat json`, which hactl does not read: their strings are not escaped',
  'show version': 'hactl reads the version from `show info`, which 2.2 has, too: hactl version',
  'show tls-keys': 'with `*` it tells the secrets of session tickets; rotating them is a task of files and of all HAProxies of a site, not of one process',
  'disable dynamic-cookie backend': cookies,
  'enable dynamic-cookie backend': cookies,
  'set dynamic-cookie-key backend': cookies,
  'dump stats-file': 'HAProxy itself reads it at its next start (`stats-file`), so it is kept as it is, byte for byte: hactl exec "dump stats-file" > FILE',
  acme: 'a certificate is ordered without an answer that says what became of it: `hactl events dpapi --follow` shows that',
  ...Object.fromEntries(['abort', 'add', 'commit', 'del', 'dump', 'new', 'set', 'show', 'update'].map((verb) => [`${verb} ssl`, certificates])),
}
