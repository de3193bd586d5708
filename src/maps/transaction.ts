import type {RuntimeClient} from '../client/runtime-client.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {asError} from '../protocol/error.ts'
import type {Channel} from '../transport/channel.ts'
import {type Abandoned, abandonVersion} from './abandon.ts'
import {type CommitOutcome, commitVersion} from './commit.ts'
import {compare} from './compare.ts'
import {type Counted, drifted, requireNoDrift, requireNoDriftAtLast} from './drift.ts'
import {type Account, type Loaded, type LoadOptions, loadVersion} from './load.ts'
import {look} from './look.ts'
import type {MatchKind} from './match-kind.ts'
import type {Phases} from './phases.ts'
import type {Listener} from './progress.ts'
import {RefusedChunk, refusedAt, refusedEntry} from './refused-chunk.ts'
import {runningEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import {type Taken, type Ticket, takeTicket} from './ticket.ts'
import type {TurnOptions} from './turn.ts'
import {type Verify, verifyVersion} from './verify.ts'
import {type Basis, requireBasis, Watch} from './watch.ts'

export interface ReplaceOptions extends TurnOptions {
  readonly verify: Verify
  readonly session: Channel['kind']
  readonly chunkSize?: number | undefined
  readonly phases: Phases
}

/** What is to become of a map, and what it was when that was decided. */
export interface Replacement {
  readonly basis: Basis
  readonly kind: MatchKind
  readonly source: EntrySource
  /** Entries of the source. */
  readonly entries: number
  /** The batch with its first entry, where traffic sees none now: that one primes the map. */
  readonly first: EntryBatch | undefined
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
export async function replaceMap(client: RuntimeClient, replacement: Replacement, given: ReplaceOptions): Promise<Replaced> {
  const options = {...given, caution: onceEach(given.caution)}
  const {basis, entries, kind} = replacement
  options.progress?.({phase: 'prepare'})
  const {ticket, turn} = await options.phases.time('prepare', () => takeTicketFor(client, replacement, options))
  // what came while we waited for a lower version belongs to that one
  const before = turn.entryCount ?? replacement.entryCount
  const counted = (loaded: number): Counted => ({before, uses: kind.types.length, loaded, lowest: turn.lowest})
  const state = {commitSent: false}
  const account: Account = {sent: 0, answered: 0}
  try {
    const loaded = await options.phases.time('load', async () => {
      using watch = new Watch(client, basis, (now, sent) =>
        requireNoDrift(client, now, ticket, counted(sent), {...options, caution: options.acceptDrift ? undefined : options.caution}),
      )
      return await loadTicket(client, ticket, replacement, {...options, account, goOn: (channel, sent) => watch.check(channel, sent)})
    })
    await options.phases.time('verify', () => verify(client, ticket, {...replacement, entryCount: before}, loaded, options))
    options.progress?.({phase: 'commit'})
    const outcome = await options.phases.time('commit', () =>
      commitVersion(client, ticket, basis, {
        entries: entries + Math.max(before ?? 0, 0),
        lastLook: (now) => requireNoDriftAtLast(client, now, ticket, counted(loaded.entries), options),
        onCommit: () => (state.commitSent = true),
      }),
    )
    const verified = options.verify !== 'none' && outcome === 'committed' && (await stillRight(client, ticket, replacement, options))
    return {...loaded, version: ticket.version, outcome, verified}
  } catch (error) {
    if (!state.commitSent) await giveUp(client, ticket, account, options)
    throw error
  }
}

/** Into an empty map the first entry goes ahead, as a primer: HAProxy may refuse that one already. */
async function takeTicketFor(client: RuntimeClient, {basis, source, first}: Replacement, options: ReplaceOptions): Promise<Taken> {
  try {
    return await takeTicket(client, basis, first, options)
  } catch (error) {
    throw error instanceof RefusedChunk ? refusedAt(first?.place(0, source.name) ?? source.name, error.refusal) : error
  }
}

async function loadTicket(client: RuntimeClient, ticket: Ticket, {source, entries}: Replacement, options: LoadOptions): Promise<Loaded> {
  try {
    return await loadVersion(client, ticket, source, {...options, total: entries})
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
  const [verified, still] = await settled(
    client,
    () => verifyVersion(client, ticket, source, kind, {verify: options.verify, entries, before: entryCount}),
    stillAsPlanned,
  )
  // what somebody else has committed explains more than what it did to this
  if (verified.status === 'rejected' || still.status === 'rejected' || !still.value) requireBasis(await look(client, basis.map.kind), basis)
  if (verified.status === 'rejected') throw verified.reason
  if (still.status === 'rejected') throw still.reason
  if (!still.value) drifted(basis.map, 'its content changed since it was read', options)
}

/** Two dumps at once, since HAProxy gives each connection a thread of its own where it has several; one after the other where those are for its traffic. */
async function settled<A, B>(
  client: RuntimeClient,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[PromiseSettledResult<A>, PromiseSettledResult<B>]> {
  if (!client.pace()) return Promise.allSettled([first(), second()])
  const [before] = await Promise.allSettled([first()])
  const [after] = await Promise.allSettled([second()])
  return [before, after]
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
    if (!same) caution?.(`${map} was changed by others around the commit: it is no longer what was read back; hactl ${map.kind.noun} diff shows how`)
    return same
  } catch (error) {
    // it is committed, whatever comes of the second look
    caution?.(`${map} is committed, but could not be read once more: ${asError(error).message}`)
    return false
  }
}

/** Best effort, told but never thrown: the reason to give up matters more than what is left over. */
async function giveUp(client: RuntimeClient, ticket: Ticket, {sent, answered}: Account, {caution}: Listener): Promise<void> {
  const {map, version, primer} = ticket
  const patient = client.with({signal: undefined})
  const left = sent === 0 ? nothing : await abandonVersion(patient, ticket, {entries: sent, unanswered: sent - answered}).catch(unknownWhether)
  if (primer !== undefined) await abandonVersion(patient, {...ticket, version: primer}, {entries: 1}).catch(unknownWhether)
  if (left.removed || left.current) return
  if (left.unknown) caution?.(`whether all of the prepared version ${version} of ${map} was removed is not known: ${left.why}`)
  else caution?.(`the prepared version ${version} of ${map} stays in HAProxy's memory, invisible to traffic, until the next commit: ${left.why}`)
}

const nothing: Abandoned = {removed: true}

const unknownWhether = (error: unknown): Abandoned => ({removed: false, unknown: true, why: asError(error).message})

/** What is seen each second is said once. */
function onceEach(say: Listener['caution']): Listener['caution'] {
  const said = new Set<string>()
  return (text) => {
    if (!said.has(text)) say?.(text)
    said.add(text)
  }
}
