import type {RuntimeClient} from '../client/runtime-client.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import type {Channel} from '../transport/channel.ts'
import {type Abandoned, abandonVersion} from './abandon.ts'
import {type CommitOutcome, commitVersion} from './commit.ts'
import {compare} from './compare.ts'
import {type Loaded, loadVersion} from './load.ts'
import {headerOf, type Look, look} from './look.ts'
import type {MatchKind} from './match-kind.ts'
import type {Phases} from './phases.ts'
import type {Listener} from './progress.ts'
import {RefusedChunk, refusedEntry} from './refused-chunk.ts'
import {runningEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import {type Ticket, takeTicket} from './ticket.ts'
import {type Verify, verifyVersion} from './verify.ts'
import {type Basis, requireBasis, Watch} from './watch.ts'

export interface ReplaceOptions extends Listener {
  readonly verify: Verify
  readonly session: Channel['kind']
  readonly chunkSize?: number | undefined
  /** Go on although entries came or went in the running map meanwhile. */
  readonly acceptDrift: boolean
  readonly phases: Phases
}

/** What is to become of a map, and what it was when that was decided. */
export interface Replacement {
  readonly basis: Basis
  readonly kind: MatchKind
  readonly source: EntrySource
  /** Entries of the source. */
  readonly entries: number
  readonly first: EntryBatch | undefined
  /** Traffic sees no entry now. */
  readonly empty: boolean
  /** `entry_cnt` of the basis; undefined on 2.4. */
  readonly entryCount: number | undefined
  /** Whether the running content is still what was planned with, where that is known. */
  readonly stillAsPlanned: () => Promise<boolean>
}

export interface Replaced extends Loaded {
  readonly version: number
  readonly outcome: CommitOutcome
  /** What was loaded was found right, and is what was committed. */
  readonly verified: boolean
}

/** Brings a map to its source in one atomic step. Until the commit traffic sees nothing of it, and any failure leaves the running map untouched. */
export async function replaceMap(client: RuntimeClient, replacement: Replacement, options: ReplaceOptions): Promise<Replaced> {
  const {basis, entries, first, entryCount, kind, empty} = replacement
  options.progress?.({phase: 'prepare'})
  const ticket = await options.phases.time('prepare', () => takeTicket(client, basis.map, basis.pid, empty ? first : undefined))
  const state = {commitSent: false}
  try {
    const loaded = await options.phases.time('load', () => loadWatched(client, ticket, replacement, options))
    await options.phases.time('verify', () => verify(client, ticket, replacement, loaded, options))
    options.progress?.({phase: 'commit'})
    const outcome = await options.phases.time('commit', () =>
      commitVersion(client, ticket, basis, {
        entries: entries + Math.max(entryCount ?? 0, 0),
        lastLook: (now) => requireNoDrift(now, ticket, {before: entryCount, uses: kind.types.length, loaded: loaded.entries}, options),
        onCommit: () => (state.commitSent = true),
      }),
    )
    const verified = options.verify !== 'none' && outcome === 'committed' && (await stillRight(client, ticket, replacement, options))
    return {...loaded, version: ticket.version, outcome, verified}
  } catch (error) {
    if (!state.commitSent) await giveUp(client, ticket, entries, options)
    throw error
  }
}

async function loadWatched(client: RuntimeClient, ticket: Ticket, {basis, source, entries}: Replacement, options: ReplaceOptions): Promise<Loaded> {
  using watch = new Watch(client, basis)
  try {
    return await loadVersion(client, ticket, source, {...options, total: entries, goOn: () => watch.check()})
  } catch (error) {
    throw error instanceof RefusedChunk ? await refusedEntry(client, ticket, source, error) : error
  }
}

async function verify(
  client: RuntimeClient,
  ticket: Ticket,
  {basis, kind, source, entryCount, stillAsPlanned}: Replacement,
  {entries}: Loaded,
  options: ReplaceOptions,
): Promise<void> {
  options.progress?.({phase: 'verify'})
  // two dumps at once: HAProxy gives each connection a thread of its own where it has several
  const [verified, still] = await Promise.allSettled([
    verifyVersion(client, ticket, source, kind, {verify: options.verify, entries, before: entryCount}),
    stillAsPlanned(),
  ])
  // what somebody else has committed explains more than what it did to this
  if (verified.status === 'rejected' || still.status === 'rejected' || !still.value) requireBasis(await look(client), basis)
  if (verified.status === 'rejected') throw verified.reason
  if (still.status === 'rejected') throw still.reason
  if (!still.value) drifted(basis.map, 'its content changed since it was read', options)
}

/** Up to 3.1 a `set` or `del map` of others between the read back and the commit has reached what was committed. */
async function stillRight(
  client: RuntimeClient,
  {map, pid}: Ticket,
  {source, kind}: Replacement,
  {verify, acceptDrift, caution}: ReplaceOptions,
): Promise<boolean> {
  if (verify !== 'full' || acceptDrift || !client.dialect.changesReachVersions) return true
  const patient = client.with({signal: undefined})
  try {
    const {same} = await compare(source.entries(), runningEntries(patient, map, {pid}), kind, {countLimit: 0, strict: true})
    if (!same) caution?.(`${map} was changed by others around the commit: it is no longer what was read back; hactl map diff shows how`)
    return same
  } catch (error) {
    // it is committed, whatever comes of the second look
    caution?.(`${map} is committed, but could not be read once more: ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}

interface Counted {
  readonly before: number | undefined
  readonly uses: number
  readonly loaded: number
}

/** Plain `add` and `del` of others do not move the current version, but they show in `entry_cnt`. */
function requireNoDrift(now: Look, {map, primer}: Ticket, {before, uses, loaded}: Counted, options: ReplaceOptions): void {
  const count = headerOf(now, map)?.entryCount
  if (count === undefined || before === undefined) return
  const foreign = count - before - uses * (loaded + (primer === undefined ? 0 : 1))
  if (foreign > 0) drifted(map, `${Math.ceil(foreign / uses)} entries were added since it was read`, options)
  if (foreign < 0) drifted(map, `${-foreign} entries were removed since it was read`, options)
}

function drifted(map: string, what: string, {acceptDrift, caution}: ReplaceOptions): void {
  if (!acceptDrift) throw driftError(map, what)
  caution?.(`${map}: ${what}; those changes are lost with the commit`)
}

export const driftError = (map: string, what: string): HactlError =>
  new HactlError('drift', {
    exit: 4,
    message: `${map} is being changed by others: ${what}`,
    hint: 'http-request set-map, add-acl or del-map in haproxy.cfg, or another admin? --accept-drift goes on, and those changes are lost',
  })

/** Best effort, told but never thrown: the reason to give up matters more than what is left over. */
async function giveUp(client: RuntimeClient, {map, version, primer, pid}: Ticket, entries: number, {caution}: Listener): Promise<void> {
  const patient = client.with({signal: undefined})
  for (const each of primer === undefined ? [version] : [version, primer]) {
    const left = await abandonVersion(patient, map, each, pid, each === version ? entries : 1).catch(unknownWhether)
    if (left.removed || left.current || each !== version) continue
    if (left.unknown) caution?.(`whether the prepared version ${each} of ${map} was removed is not known: ${left.why}`)
    else caution?.(`the prepared version ${each} of ${map} stays in HAProxy's memory, invisible to traffic, until the next commit: ${left.why}`)
  }
}

const unknownWhether = (error: unknown): Abandoned => ({removed: false, unknown: true, why: error instanceof Error ? error.message : String(error)})
