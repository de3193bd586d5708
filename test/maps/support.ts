import {expect} from 'vitest'
import {type EntryBatch, type EntrySource, HactlError, maps, RuntimeClient, type SyncOptions, type SyncReport, spool, syncMap} from '../../src/index.ts'
import type {ReferenceKind} from '../../src/protocol/commands/map/reference.ts'
import type {Entry, LabHaproxy} from '../haproxy/lab.ts'

export {runs} from '../protocol/runs.ts'

export type {Entry}

/** What a file holds: text as UTF-8, or bytes as they are. */
export type Content = string | Uint8Array

/** Every test that writes may end in no more time than this, the slowest machine included. ms */
export const patience = 30_000

/** A socket of a HAProxy, or of a relay before it. */
export type Place = Pick<LabHaproxy, 'socket'>

export function connect(place: Place): Promise<RuntimeClient> {
  return RuntimeClient.connect(place.socket, {timeout: patience})
}

/** A source of its own, as standard input would be. */
export function sourceOf(content: Content, name = 'new.map', kind = maps): Promise<EntrySource> {
  return spool(once(content), name, kind)
}

async function* once(content: Content): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(content)
}

export interface SyncTo {
  haproxy: LabHaproxy
  /** Of a map, or of an ACL where `kind` says so. */
  map: string
  content: Content
  kind?: ReferenceKind
  /** Where to send it instead of the socket of HAProxy. */
  through?: Place
  /** Share of the time that HAProxy may work on it. */
  pace?: number | undefined
}

/** One sync with a client of its own. */
export async function sync({haproxy, map, content, kind, through = haproxy, pace}: SyncTo, options: SyncOptions = {}): Promise<SyncReport> {
  await using source = await sourceOf(content, `new.${kind?.noun ?? 'map'}`, kind)
  return await syncMap((await connect(through)).with({pace}), source, {map: haproxy.file(map), ...options})
}

/** The HactlError that something ends with. */
export async function failureOf(act: Promise<unknown>): Promise<HactlError> {
  const error = await act.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof HactlError) return error
  throw error
}

/** Lines `key value`, as a file or a payload has them. */
export const linesOf = (entries: readonly (readonly [key: string, value: string])[]): string => entries.map(([key, value]) => `${key} ${value}\n`).join('')

export const numbered = (count: number, line: (index: number) => string): string => Array.from({length: count}, (_, index) => `${line(index)}\n`).join('')

/** Bytes that are not UTF-8 in a text of the test: one character a byte. */
export const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** What must not move when nothing may happen: the entries that traffic sees, and the versions that were ever given out. */
export async function stateOf(haproxy: LabHaproxy, map: string): Promise<{entries: Entry[]; versions: unknown}> {
  return {entries: await haproxy.dump(map), versions: await haproxy.header(map)}
}

/** Runs what must not change anything in HAProxy, not even prepare a version. */
export async function leavingAlone<T>(haproxy: LabHaproxy, map: string, act: () => Promise<T>): Promise<T> {
  const before = await stateOf(haproxy, map)
  const result = await act()
  expect(await stateOf(haproxy, map)).toEqual(before)
  return result
}

/** Entries that hactl read, as the lab writes them: one character a byte. */
export async function entriesIn(batches: AsyncIterable<EntryBatch>): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const batch of batches) {
    for (let index = 0; index < batch.count; index += 1) entries.push([batch.key(index).toString('latin1'), batch.value(index).toString('latin1')])
  }
  return entries
}
