import {createHash} from 'node:crypto'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import type {MapHeader} from '../protocol/commands/map/show-maps.ts'
import type {ProcessId} from '../protocol/commands/process/show-info.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import {look, requireHeader} from './look.ts'
import {reloaded, runningBytes, runningEntries} from './running.ts'

/** What was made of the running content, and whether it stood still meanwhile. */
export interface Steady<T> {
  readonly result: T
  readonly header: MapHeader
  /** Digest of the dump as it came: the same digest from the same process is the same content. Undefined where nobody asked for it. */
  readonly digest: string | undefined
  /** Entries came or went while it was read. */
  readonly moving: boolean
}

/** A map to be read, and what its header said so far as somebody has just looked. */
export interface ToRead {
  readonly map: MapReference
  readonly pid: ProcessId
  readonly header?: MapHeader
}

export interface SteadyOptions {
  /** Take what was read last although entries came or went. */
  readonly acceptDrift: boolean
  /** Make no digest: loading node:crypto takes longer than all else of a look at a small map. */
  readonly withoutDigest?: boolean
}

const attempts = 3

/**
 * Reads the running content until it has stood still meanwhile. A dump that a commit overtakes ends like a complete one, so it counts only when process and
 * curr_ver are the same before and after; when merely entries moved, the last of three is taken with `acceptDrift`.
 *
 * @param read makes something of the entries; called anew for each attempt
 * @throws HactlError `reloaded`, `conflict`, `drift`
 */
export async function readSteady<T>(
  client: RuntimeClient,
  {map, pid, header}: ToRead,
  read: (entries: AsyncIterable<EntryBatch>, expected: number) => Promise<T>,
  {acceptDrift, withoutDigest = false}: SteadyOptions,
): Promise<Steady<T>> {
  let before = header ?? (await lookAt(client, map, pid))
  let committing = false
  for (let attempt = 1; ; attempt += 1) {
    // before 2.5 the header does not count entries: then two dumps that are alike stand for it
    const sum = withoutDigest && before.entryCount !== undefined ? undefined : createHash('sha1')
    const seen = {entries: 0}
    const running = runningEntries(client, map, {pid, entries: before.entryCount, onBytes: (bytes) => sum?.update(bytes)})
    const result = await read(counted(running, seen), before.entryCount ?? 0)
    const digest = sum?.digest('hex')
    if (before.entryCount === undefined && (await readDigest(client, {map, pid, entries: seen.entries})) === digest)
      return {result, header: before, digest, moving: false}
    const after = await lookAt(client, map, pid)
    const moved = movement(before, after)
    if (moved === 'none') return {result, header: after, digest, moving: false}
    committing ||= moved === 'version' || isPrepared(before) || isPrepared(after)
    if (attempt === attempts) {
      if (moved === 'version')
        throw new HactlError('conflict', {
          exit: 4,
          message: `${map} was committed again and again while it was read`,
          hint: 'other writers are at work; run the command again',
        })
      if (!acceptDrift) throw committing ? busy(map) : restless(map)
      return {result, header: after, digest, moving: true}
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

async function* counted(entries: AsyncIterable<EntryBatch>, seen: {entries: number}): AsyncGenerator<EntryBatch, void> {
  for await (const batch of entries) {
    seen.entries += batch.count
    yield batch
  }
}

type Movement = 'none' | 'entries' | 'version'

/** A version that others prepare meanwhile (next_ver) is none: what traffic sees, and so what was read, is moved by their commit only. */
function movement(before: MapHeader, after: MapHeader): Movement {
  if (before.currentVersion !== after.currentVersion) return 'version'
  return before.entryCount !== undefined && before.entryCount === after.entryCount ? 'none' : 'entries'
}

async function lookAt(client: RuntimeClient, map: MapReference, pid: ProcessId): Promise<MapHeader> {
  const now = await look(client, map.kind)
  if (now.pid !== pid) throw reloaded(pid, now.pid)
  return requireHeader(now, map)
}

/** A version above the current one: somebody may be about to load and commit it, or has abandoned it. */
const isPrepared = ({currentVersion = 0, nextVersion = 0}: MapHeader): boolean => nextVersion > currentVersion

const traffic = 'http-request set-map, add-acl, del-map in haproxy.cfg'

const busy = (map: MapReference): HactlError =>
  new HactlError('conflict', {
    exit: 4,
    message: `entries of ${map} come and go while it is read, and versions are prepared: another writer is at work`,
    hint: `run the command again; where traffic feeds it (${traffic}), --accept-drift goes on, and what others change meanwhile is lost`,
  })

const restless = (map: MapReference): HactlError =>
  new HactlError('drift', {
    exit: 4,
    message: `entries of ${map} come and go while it is read`,
    hint: `is it fed by traffic (${traffic})? --accept-drift goes on, and what others change meanwhile is lost`,
  })
