import type {Level, LevelNeed} from './command.ts'
import type {EventEnd} from './event-reader.ts'
import type {SessionCommand} from './prompt.ts'
import {isWithin, type Version, type VersionRange} from './version.ts'

/** The first row that fits holds. */
interface Row<T> extends VersionRange {
  readonly value: T
}

/** What it may cost to remove an abandoned version with `clear map @v`. */
export interface ClearVersion {
  works: boolean
  /** Sent only when abandoned entries x entries of the map stay at or below this. */
  safeBelow: number
}

/** What one HAProxy version can do, its limits and its known faults. */
export interface Dialect {
  readonly version: Version
  /** `prepare`, `commit` and `@version` of maps and ACLs. */
  readonly mapVersions: boolean
  /** Longest word behind `<<`; 0: only an empty line ends a payload. */
  readonly terminatorLength: number
  /** `<<` behind any command of a line begins a payload, not only behind the last. */
  readonly payloadAnywhere: boolean
  /** The command that keeps a connection open. */
  readonly sessionCommand: SessionCommand
  /** Commands that may be written ahead of their answers. */
  readonly pipelining: number
  /** Commands of a batch that may be written ahead of their answers. */
  readonly commandsInFlight: number
  /** In a session each command of a line has an answer that can be told from the next. */
  readonly answersEachCommand: boolean
  /** Level that every map and ACL command asks for. */
  readonly mapLevel: 'user' | 'admin'
  /** Level that `show activity` asks for. */
  readonly activityLevel: 'user' | 'operator'
  /** Level that `show profiling` asks for. */
  readonly profilingLevel: 'user' | 'admin'
  readonly clearVersion: ClearVersion
  /** `del map` removes one of several equal keys, not all. */
  readonly deletesOneDuplicate: boolean
  /** A plain `set` or `del map` also reaches versions that are prepared. */
  readonly changesReachVersions: boolean
  /** `set map` answers success also where the map cannot hold the value, and changes nothing then. */
  readonly acceptsAnyValue: boolean
  /** `set map` and `del map` walk over all entries. */
  readonly linearChanges: boolean
  /** An empty current version leaves stale answers in the pattern cache after a commit, for match types held in lists. */
  readonly staleEmptyCache: boolean
  /** Foreign entries that may stand between those of a version that is committed: the purge walks over both for each other. */
  readonly interleavedLimit: number
  /** An element of an array of a stick table is reached by its index, `gpc[1]`. */
  readonly tableElements: boolean
  /** `brates-factor` of a stick table may multiply what is read of a rate of bytes, not what is set, and filters see the product; nothing tells it. */
  readonly bratesFactor: boolean
  /** A server without health checks may be given an offset to the client's port, where it had a port. */
  readonly mapsUncheckedPorts: boolean
  /** `set server … addr A port N` makes a port of an offset +N. */
  readonly tellsOffsets: boolean
  /** `show servers state` has where the checks of a server go to. */
  readonly tellsCheckPlaces: boolean
  /** `clear counters all` forgets since when servers and backends are as they are. */
  readonly clearForgetsSince: boolean
  /** Some messages come without their final blank line. */
  readonly missingBlankLine: boolean
  /** What stands behind each event of `show events`. */
  readonly eventEnd: EventEnd
  /** Trace sources that must not be asked which verbosities they have. */
  readonly deadlyVerbosities: readonly string[]
}

/** What differs between HAProxy versions, one row a difference, each with its source. */
const differences: {readonly [Name in Exclude<keyof Dialect, 'version'>]: readonly Row<Dialect[Name]>[]} = {
  /** Since 2.4 (management guide 9.3). */
  mapVersions: [{until: '2.4', value: false}, {value: true}],
  /** 2.9; 64 since 9b1f0a355 (3.4). A longer word is NOT a payload: its lines run as commands. */
  terminatorLength: [{until: '2.9', value: 0}, {until: '3.4', value: 7}, {value: 64}],
  /** Seen: 2.2.9, 2.6.12 and 3.0.11 take what stands behind the `;` for the payload, and wait for its end; not so 3.2.26. */
  payloadAnywhere: [{until: '3.2', value: true}, {value: false}],
  /** `prompt i` is safe under bursts from 3.2.4 on (#3064, c6c2ef1f1); before 3.2 `prompt` ignores its argument and echoes `+ ` for each payload line. */
  sessionCommand: [{until: '3.2.4', value: 'prompt'}, {value: 'prompt i'}],
  /** 3.2.0 to 3.2.3 spin or stand still on bursts of input (#3064). */
  pipelining: [{since: '3.2', until: '3.2.4', value: 1}, {value: 64}],
  /** As above; and 2.2.9 looks at nothing else before it has run all that it has received: 100 `set map` on 1 M entries end in the watchdog's abort. Not so 2.6.12. */
  commandsInFlight: [{until: '2.6', value: 16}, {since: '3.2', until: '3.2.4', value: 1}, {value: 2048}],
  /** 20ec1de21 (3.2): `prompt` ends a line's answers once, behind the last; `prompt i`, which is used from 3.2.4 on, each of them. */
  answersEachCommand: [{since: '3.2', until: '3.2.4', value: false}, {value: true}],
  /** 94d2f69b9 (3.4, backported to late 3.3.x). */
  mapLevel: [{until: '3.3', value: 'user'}, {value: 'admin'}],
  /** Seen: 2.6.12 answers everybody, 3.0.11 operators. */
  activityLevel: [{until: '3.0', value: 'user'}, {value: 'operator'}],
  /** Seen: 2.2.9 answers everybody, 2.6.12 and later admins alone; memory profiling came with 2.4, and its check with it. */
  profilingLevel: [{until: '2.4', value: 'user'}, {value: 'admin'}],
  /** Walks over the current entries for each 100 that it removes (pattern.c pat_ref_purge_range); 3.4 removes nothing (545cf59b6). */
  clearVersion: [{until: '3.4', value: {works: true, safeBelow: 1e9}}, {value: {works: false, safeBelow: 0}}],
  /** 545cf59b6 (3.4-dev2). */
  deletesOneDuplicate: [{until: '3.4', value: false}, {value: true}],
  /** Until aa69a02d7 (3.2). */
  changesReachVersions: [{until: '3.2', value: true}, {value: false}],
  /** Seen on 2.2.9 and 2.6.12, not on 3.0.11: pattern.c pat_ref_set returns success although an element could not be parsed. */
  acceptsAnyValue: [{until: '3.0', value: true}, {value: false}],
  /** Until 0844bed7d (2.9): 2,000 of them on 1 M entries took 165 s on 2.6.12, and too many at once end in the watchdog's abort (#1515). */
  linearChanges: [{until: '2.9', value: true}, {value: false}],
  /** Seen on 2.6, 3.0, 3.2 and 3.4. */
  staleEmptyCache: [{value: true}],
  /** 2 x 1 M interleaved entries abort 3.0.11 and 3.2.26 and block 2.6.12 for 69 s; 3.4.7 needs 0.65 s (pattern.c pat_ref_purge_range). */
  interleavedLimit: [{until: '3.4', value: 10_000}, {value: Number.POSITIVE_INFINITY}],
  /** stktable_get_data_type_idx (3.2); before, a name of an array is that of its first element. */
  tableElements: [{until: '3.2', value: false}, {value: true}],
  /** stick_table.c brates_factor (3.2). */
  bratesFactor: [{until: '3.2', value: false}, {value: true}],
  /** Seen: 2.2.9, 3.0.11 and later take it, 2.6.12 says that it cannot, when it has set the address already. */
  mapsUncheckedPorts: [{since: '2.3', until: '3.0', value: false}, {value: true}],
  /** f1f4b93a6 (3.0): before, the numbers alone are compared. */
  tellsOffsets: [{until: '3.0', value: false}, {value: true}],
  /** srv_check_addr, srv_check_port, srv_agent_addr and srv_agent_port came with 2.4 (management guide 9.3). */
  tellsCheckPlaces: [{until: '2.4', value: false}, {value: true}],
  /** Seen on 3.0.11, 3.2.26 and 3.4.7, not on 2.6.12: the time stands among the counters there. */
  clearForgetsSince: [{until: '3.0', value: false}, {value: true}],
  /** 6219a58d2 (3.0, backported to 2.8): `del server` of 2.6 ends in one LF. */
  missingBlankLine: [{until: '2.8', value: true}, {value: false}],
  /** `show events SINK -0` came with 3.2. */
  eventEnd: [{until: '3.2', value: '\n'}, {value: '\0'}],
  /** Seen on 3.4.7: `trace haterm verbosity` ends the process at once (SIGSEGV): the source has no such list, and cli_parse_trace walks over it. */
  deadlyVerbosities: [{until: '3.4', value: []}, {value: ['haterm']}],
}

/** The dialect that a HAProxy of this version speaks. */
export function dialectOf(version: Version): Dialect {
  const pick = <T>(rows: readonly Row<T>[]): T => {
    const row = rows.find((each) => isWithin(version, each))
    if (!row) throw new RangeError(`no row for ${version.text}`)
    return row.value
  }
  return {
    version,
    mapVersions: pick(differences.mapVersions),
    terminatorLength: pick(differences.terminatorLength),
    payloadAnywhere: pick(differences.payloadAnywhere),
    sessionCommand: pick(differences.sessionCommand),
    pipelining: pick(differences.pipelining),
    commandsInFlight: pick(differences.commandsInFlight),
    answersEachCommand: pick(differences.answersEachCommand),
    mapLevel: pick(differences.mapLevel),
    activityLevel: pick(differences.activityLevel),
    profilingLevel: pick(differences.profilingLevel),
    clearVersion: pick(differences.clearVersion),
    deletesOneDuplicate: pick(differences.deletesOneDuplicate),
    changesReachVersions: pick(differences.changesReachVersions),
    acceptsAnyValue: pick(differences.acceptsAnyValue),
    linearChanges: pick(differences.linearChanges),
    staleEmptyCache: pick(differences.staleEmptyCache),
    interleavedLimit: pick(differences.interleavedLimit),
    tableElements: pick(differences.tableElements),
    bratesFactor: pick(differences.bratesFactor),
    mapsUncheckedPorts: pick(differences.mapsUncheckedPorts),
    tellsOffsets: pick(differences.tellsOffsets),
    tellsCheckPlaces: pick(differences.tellsCheckPlaces),
    clearForgetsSince: pick(differences.clearForgetsSince),
    missingBlankLine: pick(differences.missingBlankLine),
    eventEnd: pick(differences.eventEnd),
    deadlyVerbosities: pick(differences.deadlyVerbosities),
  }
}

/**
 * HAProxy's buffer must take command line, payload and terminator together, on every version: 2.x drops a larger one in silence or dies,
 * 3.0 to 3.3 close, 3.4 hangs or loses its tail (cli.c cli_parse_cmdline). Bytes that stay free in it.
 */
export const bufferReserve = 32

/** The least `tune.bufsize` that HAProxy runs with: what is sure to fit where it cannot be read (2.2 and 2.6 with 2048 or less tell nothing). */
export const smallestBufferSize = 1024

/** The level that a command needs of this HAProxy. */
export function levelNeeded(need: LevelNeed, {mapLevel, activityLevel, profilingLevel}: Dialect): Level {
  if (need === 'map') return mapLevel
  if (need === 'activity') return activityLevel
  return need === 'profiling' ? profilingLevel : need
}
