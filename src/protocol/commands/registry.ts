import type {LevelNeed} from '../command.ts'
import {addBackend} from './backend/add-backend.ts'
import {delBackend} from './backend/del-backend.ts'
import {publishBackend} from './backend/publish-backend.ts'
import {unpublishBackend} from './backend/unpublish-backend.ts'
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
import {setMaxconnGlobal} from './process/set-maxconn-global.ts'
import {setProfiling} from './process/set-profiling.ts'
import {setRateLimit} from './process/set-rate-limit.ts'
import {setTimeoutCli} from './process/set-timeout.ts'
import {showActivity} from './process/show-activity.ts'
import {showCache} from './process/show-cache.ts'
import {showCliLevel} from './process/show-cli-level.ts'
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
import {setServerState} from './server/set-server-state.ts'
import {showServersState} from './server/show-servers-state.ts'
import {waitRemovable} from './server/wait-removable.ts'
import {showSess} from './sessions/show-sess.ts'
import {shutdownSession} from './sessions/shutdown-session.ts'
import {shutdownSessionsServer} from './sessions/shutdown-sessions-server.ts'
import {clearAllCounters} from './stats/clear-all-counters.ts'
import {clearCounters} from './stats/clear-counters.ts'
import {showStat} from './stats/show-stat.ts'

/** What the registry knows of a wire command. */
export interface Registered {
  /** Its first words, as `help` of HAProxy has them. */
  readonly name: string
  readonly since: string
  readonly level: LevelNeed
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
  clearAllCounters,
  clearCounters,
  setMap,
  setServerState,
  setTimeoutCli,
  showActivity,
  showCache,
  showCliLevel,
  showEnv,
  setProfiling,
  showErrors,
  showFd,
  showInfo,
  showLibs,
  showPeers,
  showPools,
  showProfiling,
  showResolvers,
  showServersState,
  showSess,
  showStartupLogs,
  showStat,
  showTasks,
  showThreads,
  shutdownSession,
  shutdownSessionsServer,
]

const session = 'it is about the connection that it is sent on: hactl sends it where it needs it'
const developers = 'a tool for developers of HAProxy, whose output has no fixed form'
const later = 'no verb of hactl stands on it yet'

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
  'debug dev hash': developers,
  'show dev': developers,
  'show quic': developers,
  'disable server': '`set server … state maint` is the same',
  'enable server': '`set server … state ready` is the same',
  'show backend': '`show stat` has their names, and more of them',
  'show schema json': 'it describes `show info json` and `show stat json`, which hactl does not read: their strings are not escaped',
  ...Object.fromEntries(
    ['abort', 'add', 'commit', 'del', 'dump', 'new', 'set', 'show', 'update'].map((verb) => [
      `${verb} ssl`,
      'certificates: no verb of hactl stands on them yet',
    ]),
  ),
  ...Object.fromEntries(
    [
      'acme',
      'clear table',
      'debug counters',
      'disable agent',
      'disable dynamic-cookie backend',
      'disable health',
      'dump stats-file',
      'enable agent',
      'enable dynamic-cookie backend',
      'enable health',
      'get var',
      'get weight',
      'set dynamic-cookie-key backend',
      'set maxconn server',
      'set table',
      'set weight',
      'show cli sockets',
      'show events',
      'show servers conn',
      'show table',
      'show tls-keys',
      'show trace',
      'show version',
      'set ssl tls-key',
      'trace',
    ].map((name) => [name, later]),
  ),
}
