import type {RuntimeClient} from '../client/runtime-client.ts'
import {HactlError} from '../protocol/error.ts'
import {compare, type Difference} from './compare.ts'
import {countText, entriesText} from './count-text.ts'
import {headerOf, look} from './look.ts'
import type {MatchKind} from './match-kind.ts'
import {countEntries, runningEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import type {Ticket} from './ticket.ts'

/** full: read back and compare byte for byte, in order; count: compare the number of entries; none: trust HAProxy's answers. */
export type Verify = 'full' | 'count' | 'none'

export interface VerifyOptions {
  readonly verify: Verify
  /** Entries that were loaded. */
  readonly entries: number
  /** `entry_cnt` before; undefined where HAProxy does not tell it (2.4). */
  readonly before: number | undefined
}

/** @throws HactlError `verification-failed` when the prepared version is not what was sent */
export async function verifyVersion(
  client: RuntimeClient,
  ticket: Ticket,
  source: EntrySource,
  kind: MatchKind,
  {verify, entries, before}: VerifyOptions,
): Promise<void> {
  if (verify === 'none') return
  if (verify === 'count') return verifyCount(client, ticket, {entries, before, uses: kind.types.length})
  const difference = await compare(source.entries(), runningEntries(client, ticket.map, {version: ticket.version, pid: ticket.pid, entries}), kind, {
    countLimit: 0,
    strict: true,
  })
  if (!difference.same) throw failed(ticket, readBack(client, difference))
}

interface Count {
  readonly entries: number
  readonly before: number | undefined
  /** `entry_cnt` has each entry once for each use. */
  readonly uses: number
}

async function verifyCount(client: RuntimeClient, ticket: Ticket, {entries, before, uses}: Count): Promise<void> {
  const now = headerOf(await look(client, ticket.map.kind), ticket.map)?.entryCount
  const told = now !== undefined && before !== undefined
  const there = told
    ? (now - before) / uses - (ticket.primer === undefined ? 0 : 1)
    : await countEntries(client, ticket.map, {version: ticket.version, pid: ticket.pid, entries})
  if (there !== entries) throw failed(ticket, `${entriesText(there)} are there, ${countText(entries)} were sent`)
}

function readBack({dialect}: RuntimeClient, {runningEntries: there, sourceEntries: sent}: Difference): string {
  const others = dialect.changesReachVersions ? '; on this version a `set map` or `del map` by others reaches prepared versions too' : ''
  return (there === sent ? 'what was read back is not what was sent' : `${entriesText(there)} came back, ${countText(sent)} were sent`) + others
}

const failed = ({map, version}: Ticket, what: string): HactlError =>
  new HactlError('verification-failed', {
    exit: 4,
    message: `version ${version} of ${map} was not committed: ${what}`,
    hint: `the running ${map.kind.called} is untouched; another writer may be at work (hactl ${map.kind.noun} list shows versions); run it again`,
  })
