/** hactl as a library: a typed client of HAProxy's Runtime API, and the map transaction. */

export {type ExecOutcome, execLine} from './client/exec.ts'
export type {ClientOptions} from './client/options.ts'
export {RuntimeClient} from './client/runtime-client.ts'
export type {Target} from './client/target.ts'
export type {Backup} from './maps/backup.ts'
export {abortByHand, commitByHand, prepareByHand, type Step, type StepOptions} from './maps/by-hand.ts'
export {addEntry, deleteEntry, type KeyChange, lookUp, setEntry} from './maps/change.ts'
export {type ClearReport, clearEntries} from './maps/clear.ts'
export {type DiffOptions, diffMap, type MapDiff} from './maps/diff.ts'
export type {DiffLine} from './maps/diff-walk.ts'
export {openFileSource} from './maps/file-source.ts'
export {type CheckOptions, type Finding, findFaults} from './maps/find-faults.ts'
export {listMaps} from './maps/list.ts'
export {type LoadByHandOptions, loadByHand} from './maps/load-by-hand.ts'
export type {PatchLine} from './maps/patch-lines.ts'
export type {Listener, ProgressStep} from './maps/progress.ts'
export {type SaveOptions, type SaveReport, saveMap} from './maps/save.ts'
export type {SavedFile} from './maps/saved-file.ts'
export {showEntries} from './maps/show.ts'
export type {EntrySource} from './maps/source.ts'
export {spool} from './maps/spool.ts'
export {syncMap} from './maps/sync.ts'
export {type EachOptions, type EachResult, type EachSource, planEach, syncEach} from './maps/sync-each.ts'
export {type SyncEvent, syncEvents} from './maps/sync-events.ts'
export type {Strategy, SyncOptions, SyncReport} from './maps/sync-options.ts'
export {environment, masked, type ShownVariable} from './process/environment.ts'
export {capturedErrors} from './process/errors.ts'
export {type Permission, type Permissions, permissions} from './process/level.ts'
export {type Limit, type LimitName, type LimitReport, limitNames, limits, setLimit} from './process/limits.ts'
export {changeProfiling, type ProfilingChange, type ProfilingReport, type ProfilingState, profiling} from './process/profiling.ts'
export {activity, caches, libraries, memoryPools, nameServers, peers, startupLogs} from './process/reports.ts'
export {fileDescriptors, threads, waitingTasks} from './process/scheduler.ts'
export type {Level} from './protocol/command.ts'
export type {NewBackend} from './protocol/commands/backend/add-backend.ts'
export type {MapLookup} from './protocol/commands/map/get-map.ts'
export {acls, MapReference, maps} from './protocol/commands/map/reference.ts'
export type {MapHeader} from './protocol/commands/map/show-maps.ts'
export type {Dialect} from './protocol/dialect.ts'
export {type Entry, EntryBatch} from './protocol/entry-batch.ts'
export {type ExitStatus, HactlError} from './protocol/error.ts'
export {type Backend, findBackend, listBackends} from './proxies/backends.ts'
export {
  addNamedBackend,
  type BackendOptions,
  type BackendReport,
  type BackendState,
  deleteBackend,
  publishNamedBackend,
  unpublishNamedBackend,
} from './proxies/change-backend.ts'
export {
  disableNamedFrontend,
  enableNamedFrontend,
  type FrontendOptions,
  type FrontendReport,
  limitFrontend,
  shutdownNamedFrontend,
} from './proxies/change-frontend.ts'
export {type Frontend, findFrontend, listFrontends} from './proxies/frontends.ts'
export {type AddServerOptions, type AddServerReport, addServerTo} from './servers/add.ts'
export type {ServerChange, ServersOptions, ServersReport} from './servers/change.ts'
export {type DeleteServerOptions, type DeleteServerReport, deleteServer} from './servers/delete.ts'
export {type DrainOptions, untilDrained} from './servers/drained.ts'
export {findServer, findServers, listServers} from './servers/list.ts'
export type {AdminReason, AdminState, OperationalState, Server} from './servers/server.ts'
export {setServersState} from './servers/state.ts'
export {setServersWeight} from './servers/weight.ts'
export type {SessionFilter} from './sessions/filter.ts'
export {type KillOptions, type KillReport, killServerSessions, killSessions, type SessionEnd} from './sessions/kill.ts'
export {listSessions, readSessions} from './sessions/list.ts'
export {type SeenSession, type SeenSessions, seeSessionIds, seeSessions} from './sessions/seen.ts'
export type {Session} from './sessions/session.ts'
export {type SessionDetail, showSession} from './sessions/show.ts'
export {type ClearCountersOptions, type CountersReport, clearStatistics} from './stats/counters.ts'
export {processInfo} from './stats/info.ts'
export {readStatistics, type Statistics, statistics} from './stats/stat.ts'
export type {StatFilter} from './stats/stat-filter.ts'
export {StatHeading, StatLine, type StatState} from './stats/stat-line.ts'
