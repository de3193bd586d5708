import {isAtLeast, type Version} from './version.ts'

/** Both bounds are optional: `since` is included, `until` is not. The first row that fits holds. */
interface Row<T> {
  since?: string
  until?: string
  value: T
}

/** What it may cost to remove an abandoned version with `clear map @v`. */
interface ClearVersion {
  works: boolean
  /** Sent only when abandoned entries x entries of the map stay at or below this. */
  safeBelow: number
}

/** What differs between HAProxy versions, one row a difference, each with its source. */
const differences = {
  /** `prepare`, `commit` and `@version` of maps and ACLs (2.4). */
  mapVersions: [{until: '2.4', value: false}, {value: true}],
  /** `entry_cnt=` in the list of maps (2.5). */
  entryCount: [{until: '2.5', value: false}, {value: true}],
  /** `show pools match buffer` filters (2.7); before, the words behind `pools` are ignored and the whole table comes. */
  poolFilter: [{until: '2.7', value: false}, {value: true}],
  /** Longest word behind `<<`; 0: only an empty line ends a payload (2.9; 64 since 9b1f0a355, 3.4). Longer is NOT a payload, but commands. */
  terminatorLength: [
    {until: '2.9', value: 0},
    {until: '3.4', value: 7},
    {value: 64},
  ],
  /**
   * The command that keeps a connection open. `prompt i` is safe under bursts from 3.2.4 on (#3064, c6c2ef1f1); before 3.2 `prompt` ignores its
   * argument and echoes `+ ` for each payload line.
   */
  sessionCommand: [
    {until: '3.2.4', value: 'prompt'},
    {value: 'prompt i'},
  ],
  /** Commands written ahead of their answers; a 3.2.0 to 3.2.3 spins or stands still on bursts of input (#3064). */
  pipelining: [
    {since: '3.2', until: '3.2.4', value: 1},
    {value: 64},
  ],
  /** A one-shot connection runs its first line only (3d93ecc13, 3.0-dev4). */
  oneLineOnly: [{until: '3.0', value: false}, {value: true}],
  /** Every map and ACL command, reading too, asks for level admin (94d2f69b9, 3.4, backported to late 3.3.x). */
  mapLevel: [
    {until: '3.3', value: 'user'},
    {value: 'admin'},
  ],
  /** `clear map @v` walks over the current entries for each 100 it removes (pattern.c pat_ref_purge_range); 3.4 removes nothing (545cf59b6). */
  clearVersion: [
    {until: '3.4', value: {works: true, safeBelow: 1e9}},
    {value: {works: false, safeBelow: 0}},
  ],
  /** `del map` removes one of several equal keys, not all (545cf59b6, 3.4-dev2). */
  deletesOneDuplicate: [{until: '3.4', value: false}, {value: true}],
  /** A plain `set` or `del map` also reaches prepared versions (until aa69a02d7, 3.2). */
  changesReachVersions: [{until: '3.2', value: true}, {value: false}],
  /** `set map` and `del map` scan a list (until 0844bed7d, 2.9): beside a large map each costs a walk over all its entries. */
  linearChanges: [{until: '2.9', value: true}, {value: false}],
  /** An empty current version leaves stale answers in the pattern cache after a commit, for match types held in lists. Every version. */
  staleEmptyCache: [{value: true}],
  /** Some messages come without their final blank line (6219a58d2, 3.0, backported to 2.8). */
  missingBlankLine: [{until: '2.8', value: true}, {value: false}],
} as const satisfies Record<string, readonly Row<boolean | number | string | ClearVersion>[]>

type Widened<T> = T extends boolean ? boolean : T extends number ? number : T extends ClearVersion ? ClearVersion : T
type Differences = typeof differences

/** What one HAProxy version can do, its limits and its known faults. */
export type Dialect = {readonly [Name in keyof Differences]: Widened<Differences[Name][number]['value']>} & {readonly version: Version}

/** The dialect that a HAProxy of this version speaks. */
export function dialectOf(version: Version): Dialect {
  const fits = (row: Row<unknown>) => (!row.since || isAtLeast(version, row.since)) && (!row.until || !isAtLeast(version, row.until))
  const of = <Name extends keyof Differences>(name: Name) => differences[name].find(fits)?.value
  const resolved = Object.fromEntries(Object.keys(differences).map((name) => [name, of(name as keyof Differences)]))
  return {...resolved, version} as Dialect
}

/**
 * HAProxy's buffer must take command line, payload and terminator together, on every version: 2.x drops a larger one in silence or dies,
 * 3.0 to 3.3 close, 3.4 hangs or loses its tail (cli.c cli_parse_cmdline). Bytes that stay free in it.
 */
export const bufferReserve = 32

/** `tune.bufsize` where it cannot be read. */
export const defaultBufferSize = 16_384
