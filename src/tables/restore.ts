import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Listener} from '../maps/progress.ts'
import {isBytesRate} from '../protocol/commands/table/data-type.ts'
import {type DataValue, setTable} from '../protocol/commands/table/set-table.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {readable, type WireText} from '../protocol/word.ts'
import type {DumpLines} from './dump-source.ts'
import {shownNames} from './elements.ts'
import {numberIn} from './entry.ts'
import {entryOf} from './find.ts'
import {faultOfType} from './key.ts'
import {invalid, RestoreEntries, type RestoreEntry} from './restore-entries.ts'
import {sendEntries} from './restore-send.ts'
import {commandsOf} from './set-commands.ts'
import {openTable, type Table} from './table.ts'

/** What cannot be brought back, and of how many entries. */
export interface RestoreLoss {
  readonly what: string
  readonly entries: number
}

/** A restore, as it was done or, for a dry run, would be. */
export interface RestoreReport {
  readonly table: string
  /** Entries of the dump. */
  readonly entries: number
  /** Of these, those that HAProxy has acknowledged; for a dry run those that would be sent. */
  readonly restored: number
  readonly lost: readonly RestoreLoss[]
  /** The first wire command. */
  readonly commands: readonly string[]
  /** Nothing was sent that changes anything. */
  readonly dryRun: boolean
  /** At least one entry was sent. */
  readonly changed: boolean
  /** No command takes entries back that were there before. */
  readonly undo: null
}

/** How `restoreTable` goes about it. */
export interface RestoreOptions extends Listener {
  /** Another table than the one that was dumped. */
  readonly table?: string | undefined
  readonly dryRun?: boolean
}

/** What a first reading of the dump has shown. */
interface Plan {
  readonly table: Table
  /** What entries of the table show, where the dump has elements of arrays. */
  readonly shown: ReadonlySet<string> | undefined
  readonly entries: number
  readonly sendable: number
  readonly lost: readonly RestoreLoss[]
  readonly first: RestoreEntry | undefined
  /** A rate of bytes, by which the table's `brates-factor` is found. */
  readonly rated: RatedKey | undefined
}

/** A key and the highest of its rates of bytes. */
interface RatedKey {
  readonly key: WireText
  readonly rate: DataValue
}

/**
 * Brings the entries of a dump back: keys, and what they store. Entries that are there get the numbers of the dump, others stay; the time until they expire
 * begins anew, and a rate is what it was when it was dumped, from now on. The dump is read twice: nothing is sent before all of it was looked at.
 *
 * @throws HactlError `dump-invalid`, `dump-mismatch`, `table-unknown`, `permission-denied`, and `unsupported` for a binary table and for what HAProxy before
 * 3.2 cannot set, before anything is sent; then `restore-incomplete`, `reloaded` or `change-unconfirmed` with exit 5: the same command again completes it
 */
export async function restoreTable(
  client: RuntimeClient,
  source: DumpLines,
  {table: wanted, dryRun = false, ...listener}: RestoreOptions = {},
): Promise<RestoreReport> {
  client.permit(setTable)
  const name = wanted ?? (await nameIn(source))
  const probed: Probe = dryRun ? undefined : new Set()
  try {
    const plan = await planRestore(client, source, name, probed)
    const {table, entries, lost, first} = plan
    const report = {table: name, entries, lost, commands: first ? commandsOf(name, first.key, first.values).slice(0, 1) : [], dryRun, undo: null}
    if (!probed) return {...report, restored: plan.sendable, changed: false}
    const factor = await bytesFactor(client, plan, probed)
    const restored = await sendEntries(client, table, entriesOf(client, plan, source, factor), {...listener, total: plan.sendable})
    return {...report, restored, changed: restored > 0}
  } catch (error) {
    throw probed && probed.size > 0 ? notUnchanged(name, probed, asError(error)) : error
  }
}

/** Keys of entries that were written to see what HAProxy makes of them; undefined: none may be. */
type Probe = Set<WireText> | undefined

async function planRestore(client: RuntimeClient, source: DumpLines, name: string, probed: Probe): Promise<Plan> {
  const table = await openTable(client, name)
  const unfit = faultOfType(table.type)
  if (unfit !== undefined) throw new HactlError('unsupported', {exit: 1, message: `${name}: ${unfit}`, hint: 'nothing was sent'})
  const plan = await readPlan(client, source, table)
  const places = plan.first?.values.map(({place}) => place) ?? []
  if (!plan.first || places.every(({index}) => index === 0)) return plan
  const {key} = plan.first
  let shown = await shownNames(client, table)
  if (!shown && probed) {
    await client.run(setTable, name, Buffer.from(key, 'latin1'), [])
    probed.add(key)
    shown = await shownNames(client, table)
  }
  return shown ? readPlan(client, source, table, shown) : plan
}

async function readPlan(client: RuntimeClient, source: DumpLines, table: Table, shown?: ReadonlySet<string>): Promise<Plan> {
  const reading = new RestoreEntries(client, table, shown)
  const losses = new Map<string, number>()
  let [sendable, first, rated]: [number, RestoreEntry?, RatedKey?] = [0]
  for await (const lines of source.lines()) {
    for (const line of lines) {
      const entry = reading.read(line, (what) => losses.set(what, (losses.get(what) ?? 0) + 1))
      const {header} = reading.frame
      if (header && header.type !== table.type) throw mismatch(table, header.type)
      if (!entry) continue
      sendable += 1
      first ??= entry
      for (const rate of entry.values) if (isBytesRate(rate.place) && tells(rate) > (rated ? tells(rated.rate) : 0)) rated = {key: entry.key, rate}
    }
    client.signal?.throwIfAborted()
  }
  const fault = reading.frame.fault(reading.entries)
  if (fault !== undefined) throw invalid(fault)
  if (sendable > table.size) throw tooSmall(table, sendable)
  return {table, shown, entries: reading.entries, sendable, lost: [...losses].map(([what, count]) => ({what, entries: count})), first, rated}
}

async function nameIn(source: DumpLines): Promise<string> {
  for await (const lines of source.lines()) {
    for (const line of lines) {
      const [, name] = /^# table: (.*), type: /.exec(line) ?? []
      if (name !== undefined) return name
      if (line !== '' && !line.startsWith('#')) break
    }
    break
  }
  throw invalid(`no line \`# table: …\` of ${source.name} names its table`)
}

/** What HAProxy multiplies with 1024 at most is no more than its 32 bits hold. */
const mostTelling = 2 ** 22 - 1

/** How well a rate tells the factor: what traffic adds meanwhile is the less beside it the higher it is. */
const tells = ({value}: DataValue): number => (Number(value) > mostTelling ? 1 / Number(value) : Number(value))

/** Nothing tells `brates-factor` but an entry. */
async function bytesFactor(client: RuntimeClient, {table, rated}: Plan, probed: Set<WireText>): Promise<number> {
  if (!rated || !client.dialect.bratesFactor) return 1
  const {key, rate} = rated
  await client.run(setTable, table.name, Buffer.from(key, 'latin1'), [rate])
  probed.add(key)
  const now = await entryOf(client, table, key)
  const read = (now && numberIn(now, rate.place.type.name)) ?? 0
  return Math.max(1, Math.round(read / Number(rate.value)))
}

async function* entriesOf(client: RuntimeClient, {table, shown}: Plan, source: DumpLines, factor: number): AsyncGenerator<RestoreEntry[], void> {
  const reading = new RestoreEntries(client, table, shown)
  for await (const lines of source.lines()) {
    const entries: RestoreEntry[] = []
    for (const line of lines) {
      const entry = reading.read(line)
      if (entry) entries.push(factor === 1 ? entry : {...entry, values: entry.values.map((value) => divided(value, factor))})
    }
    yield entries
  }
}

const divided = (value: DataValue, factor: number): DataValue =>
  isBytesRate(value.place) ? {...value, value: String(Math.round(Number(value.value) / factor))} : value

/** What is said of an entry that was sent says all; of those written before there is nothing else that tells. */
function notUnchanged(name: string, probed: ReadonlySet<WireText>, cause: Error): Error {
  if (cause instanceof HactlError && cause.exit === 5) return cause
  const keys = [...probed].map((key) => JSON.stringify(readable(key))).join(' and ')
  return new HactlError('restore-incomplete', {
    exit: 5,
    message: `nothing of ${name} is restored but a part of ${keys}, which was written first, to see what HAProxy makes of it: ${cause.message}`,
    hint: 'the same command again completes it',
    cause,
  })
}

const mismatch = ({name, type}: Table, dumped: string): HactlError =>
  new HactlError('dump-mismatch', {
    exit: 2,
    message: `the dump has keys of type ${dumped}, and those of ${name} are of type ${type}`,
    hint: 'nothing was sent; --table names another table',
  })

const tooSmall = ({name, size}: Table, entries: number): HactlError =>
  new HactlError('dump-mismatch', {
    exit: 2,
    message: `the dump has ${entries} entries, and ${name} holds ${size}: the first would be forgotten for the last`,
    hint: `nothing was sent; a larger \`size\` of the stick-table, or less: hactl table dump ${name} --data FILTER`,
  })
