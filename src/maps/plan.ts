import {createHash} from 'node:crypto'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {getMap} from '../protocol/commands/map/get-map.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import type {MapHeader} from '../protocol/commands/map/show-maps.ts'
import type {ProcessId} from '../protocol/commands/process/show-info.ts'
import {HactlError} from '../protocol/error.ts'
import {checked} from './check-source.ts'
import {compare, type Difference} from './compare.ts'
import {chunkRoom} from './load.ts'
import {headerOf, type Look, look} from './look.ts'
import {type MatchKind, matchKindOf} from './match-kind.ts'
import type {RunningMap} from './open-map.ts'
import {reloaded, runningBytes, runningEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import type {Tally} from './tally.ts'

/** The map as it was found, before anything is read of its content. */
export interface Found extends RunningMap {
  readonly kind: MatchKind
}

export async function findKind(client: RuntimeClient, map: MapReference): Promise<MatchKind> {
  // any sample will do: what is asked for is how the map matches
  return matchKindOf(await client.run(getMap, map, '0'))
}

/** What was read of the running content, and whether it stood still meanwhile. */
export interface Reading {
  readonly difference: Difference
  readonly header: MapHeader
  /** Digest of the dump as it came: the same digest from the same process is the same content. */
  readonly digest: string
  /** Entries came or went while it was read. */
  readonly moving: boolean
}

export interface ReadOptions {
  readonly countLimit: number
  readonly acceptDrift: boolean
  /** Given what was counted where the two sides parted. */
  readonly onRest?: (rest: Tally) => void
}

const attempts = 3

/**
 * Compares the source with the running content. A dump that a commit overtakes ends like a complete one, so it counts only when Pid and curr_ver are the
 * same before and after; when merely entries moved, the last of three is taken with `acceptDrift`.
 *
 * @throws HactlError `reloaded`, `conflict`, `drift`
 */
export async function readDifference(client: RuntimeClient, {map, kind, pid}: Found, source: EntrySource, options: ReadOptions): Promise<Reading> {
  const rules = {kind, room: chunkRoom(client, map), bufferSize: client.bufferSize}
  let before = await lookAt(client, map, pid)
  for (let attempt = 1; ; attempt += 1) {
    const sum = createHash('sha1')
    const running = runningEntries(client, map, {pid, entries: before.entryCount, onBytes: (bytes) => sum.update(bytes)})
    const expected = before.entryCount ?? 0
    const difference = await compare(checked(source.entries(), source.name, rules), running, kind, {...options, expected})
    const digest = sum.digest('hex')
    // before 2.5 the header does not count entries: then two dumps that are alike stand for it
    if (before.entryCount === undefined && (await readDigest(client, {map, pid, entries: difference.runningEntries})) === digest)
      return {difference, header: before, digest, moving: false}
    const after = await lookAt(client, map, pid)
    const moved = movement(before, after)
    if (moved === 'none') return {difference, header: after, digest, moving: false}
    if (attempt === attempts) {
      if (moved === 'version')
        throw new HactlError('conflict', {
          exit: 4,
          message: `${map} was committed again and again while it was read`,
          hint: 'other writers are at work; run the command again',
        })
      if (!options.acceptDrift) throw restless(map)
      return {difference, header: after, digest, moving: true}
    }
    before = after
  }
}

/** The running content of a map in one process, so far as it is known. */
export interface Known {
  readonly map: MapReference
  readonly pid: ProcessId
  readonly entries: number | undefined
}

/** The digest of the running content now. */
export async function readDigest(client: RuntimeClient, {map, pid, entries}: Known): Promise<string> {
  const sum = createHash('sha1')
  for await (const bytes of runningBytes(client, map, {pid, entries})) sum.update(bytes)
  return sum.digest('hex')
}

type Movement = 'none' | 'entries' | 'version'

function movement(before: MapHeader, after: MapHeader): Movement {
  if (before.currentVersion !== after.currentVersion) return 'version'
  return before.entryCount !== undefined && before.entryCount === after.entryCount ? 'none' : 'entries'
}

async function lookAt(client: RuntimeClient, map: MapReference, pid: ProcessId): Promise<MapHeader> {
  return requireHeader(await look(client), map, pid)
}

export function requireHeader(now: Look, map: MapReference, pid: ProcessId): MapHeader {
  if (now.pid !== pid) throw reloaded(pid, now.pid)
  const header = headerOf(now, map)
  if (!header) throw new HactlError('map-unknown', {exit: 2, message: `the map ${map} is gone`, hint: 'hactl map list shows the maps'})
  return header
}

const restless = (map: MapReference): HactlError =>
  new HactlError('drift', {
    exit: 4,
    message: `entries of ${map} come and go while it is read`,
    hint: 'is it fed by traffic (http-request set-map, add-acl, del-map in haproxy.cfg)? --accept-drift goes on, and what others change meanwhile is lost',
  })
