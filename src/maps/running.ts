import type {RuntimeClient} from '../client/runtime-client.ts'
import {reloaded as otherProcess} from '../client/same-process.ts'
import {DumpReader} from '../protocol/commands/map/dump.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import {showMap} from '../protocol/commands/map/show-map.ts'
import {setTimeoutCli} from '../protocol/commands/process/set-timeout.ts'
import {type ProcessId, showInfo} from '../protocol/commands/process/show-info.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import {refused} from '../protocol/refusal.ts'
import {endOfReply, replyOf} from '../protocol/reply.ts'
import {endless, keptLimit} from '../transport/limits.ts'
import {countText} from './count-text.ts'

export interface DumpOptions {
  /** A version that was prepared; the current one otherwise. */
  readonly version?: MapVersion
  /** The process that must answer. */
  readonly pid?: ProcessId
  /** How many there should be, as far as is known: more may take longer. */
  readonly entries?: number | undefined
  /** Told the bytes of the entries as they came, pointers included: the same bytes are the same content of the same process. */
  readonly onBytes?: (bytes: Buffer) => void
}

/** s; for HAProxy a dump is silent while its reader pauses (`map show | less`), and `stats timeout` is 10 s by default */
const dumpTimeout = 3600

/**
 * The entries of a map in its order, as they come. Who they are from is asked on the same connection.
 *
 * @throws HactlError `reloaded` from another process, `reply-truncated` when the end is missing
 */
export async function* runningEntries(client: RuntimeClient, map: MapReference, options: DumpOptions = {}): AsyncGenerator<EntryBatch, void> {
  const reader = new DumpReader(map.kind)
  for await (const bytes of runningBytes(client, map, options)) {
    options.onBytes?.(bytes)
    yield reader.push(bytes)
    if (reader.held > keptLimit) throw endless(client.address)
    if (reader.entries > mostEntries(options.entries)) throw tooMany(client, reader.entries)
  }
  const {batch, reply} = reader.end()
  if (!reply.complete || reply.text !== '') throw refused('show map', reply)
  yield batch
}

/** `entry_cnt` is no sure measure, but far beyond it an answer has no end. Where it is not known, time is the limit. */
const mostEntries = (expected: number | undefined): number => (expected === undefined ? Number.POSITIVE_INFINITY : 4 * Math.max(0, expected) + 1_000_000)

const tooMany = ({address}: RuntimeClient, entries: number): HactlError =>
  new HactlError('answer-endless', {
    exit: 3,
    message: `the dump goes on behind ${countText(entries)} entries, far more than HAProxy has counted`,
    hint: 'is it a HAProxy that answers? run the command again',
    target: address.text,
  })

/** The dump itself, as it comes; whether it is whole is for the reader to say. */
export async function* runningBytes(client: RuntimeClient, map: MapReference, {version, pid, entries}: DumpOptions = {}): AsyncGenerator<Buffer, void> {
  const request = line(setTimeoutCli.encode(dumpTimeout), showInfo.encode(), showMap.encode(map, version))
  let opening: Buffer | undefined = Buffer.alloc(0)
  for await (const bytes of client.stream(request, client.dumpTimeout(entries))) {
    if (opening === undefined) {
      yield bytes
      continue
    }
    opening = Buffer.concat([opening, bytes])
    const entries = behindOpening(opening, pid)
    if (entries === undefined) {
      if (opening.length > keptLimit) throw endless(client.address)
      continue
    }
    opening = undefined
    yield entries
  }
  if (opening !== undefined) throw refused('show map', replyOf(opening.toString('latin1'), false))
}

/** How many entries a version holds, by reading them all. */
export async function countEntries(client: RuntimeClient, map: MapReference, options: DumpOptions): Promise<number> {
  let count = 0
  for await (const batch of runningEntries(client, map, options)) count += batch.count
  return count
}

/** Reads the answers that come before the entries. @returns the bytes behind them; undefined while they are not there */
function behindOpening(bytes: Buffer, pid: ProcessId | undefined): Buffer | undefined {
  const text = bytes.toString('latin1')
  const timeout = endOfReply(text)
  if (timeout === undefined) return undefined
  const info = endOfReply(text.slice(timeout))
  if (info === undefined) return undefined
  setTimeoutCli.decode(replyOf(text.slice(0, timeout - 1)))
  const process = showInfo.decode(replyOf(text.slice(timeout, timeout + info - 1)))
  if (pid !== undefined && process.id !== pid) throw reloaded(pid, process.id)
  return bytes.subarray(timeout + info)
}

/** The process that we began with is not the one that answers. */
export const reloaded = (before: ProcessId, now: ProcessId): HactlError => otherProcess(before, now, 'the running map is untouched; run the command again')
