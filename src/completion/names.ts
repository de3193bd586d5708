import type {RuntimeClient} from '../client/runtime-client.ts'
import {isRing, listSinks} from '../events/sinks.ts'
import {listMaps} from '../maps/list.ts'
import {acls, maps, type ReferenceKind} from '../protocol/commands/map/reference.ts'
import {referenceOf} from '../protocol/commands/map/show-maps.ts'
import type {StatType} from '../protocol/commands/stats/show-stat.ts'
import {dataTypeOf, placeName} from '../protocol/commands/table/data-type.ts'
import {readable} from '../protocol/word.ts'
import {processInfo} from '../stats/info.ts'
import {readStatistics} from '../stats/stat.ts'
import type {StatLine} from '../stats/stat-line.ts'
import {openTable} from '../tables/table.ts'
import {listTraceSources} from '../trace/sources.ts'

/** What a word of a command may name. */
export type NameKind =
  | 'backend'
  | 'frontend'
  | 'server'
  | 'newServer'
  | 'proxy'
  | 'map'
  | 'acl'
  | 'table'
  | 'certificate'
  | 'ring'
  | 'traceSource'
  | 'statField'
  | 'infoField'
  | 'storedType'
  | 'storedValue'
  | 'entryField'

/** ms for which names are taken as they were */
const freshness = 3000

/** How each kind is asked for: nothing that makes threads wait for each other. @param subject what the names are of: a stick table */
const questions: Readonly<Record<NameKind, (client: RuntimeClient, subject: string) => Promise<string[]>>> = {
  backend: (client) => proxies(client, 'backend'),
  frontend: (client) => proxies(client, 'frontend'),
  server: servers,
  newServer: async (client) => (await proxies(client, 'backend')).map((backend) => `${backend}/`),
  proxy: (client) => proxies(client, 'frontend', 'backend'),
  map: (client) => references(client, maps),
  acl: (client) => references(client, acls),
  table: async (client) => listed(await answer(client, 'show table'), /^# table: (\S+),/),
  ring: async (client) => (await listSinks(client)).filter(isRing).map(({name}) => name),
  traceSource: async (client) => (await listTraceSources(client)).map(({name}) => name),
  statField: async (client) => (await statistics(client, 'backend')).fields,
  infoField: async (client) => Object.keys(await processInfo(client)),
  storedType: storedTypes,
  storedValue: async (client, table) => (await storedTypes(client, table)).map((name) => `${name}=`),
  entryField: async (client, table) => ['key', 'use', 'expires', ...(await storedTypes(client, table))],
  certificate: async (client) => listed(await answer(client, 'show ssl cert'), /^\*?([^#*\s]\S*)$/),
}

/** Names that this HAProxy knows, asked when they are wanted. One that does not answer has none. */
export class LiveNames {
  readonly #known = new Map<string, {until: number; readonly names: Promise<string[]>}>()

  of(kind: NameKind, client: RuntimeClient, subject = ''): Promise<string[]> {
    const key = `${kind} ${subject}`
    const known = this.#known.get(key)
    if (known && known.until > performance.now()) return known.names
    const names = questions[kind](client, subject).catch(() => [])
    const asked = {until: Number.POSITIVE_INFINITY, names}
    this.#known.set(key, asked)
    // an answer that takes its time is there for the next one who asks
    void names.then(() => (asked.until = performance.now() + freshness))
    return names
  }

  forget(): void {
    this.#known.clear()
  }
}

export const isNameKind = (kind: string | undefined): kind is NameKind => kind !== undefined && kind in questions

/** Backends first, where there are several: each may have many servers. */
export function serverWords(names: readonly string[], begun: string): string[] {
  const backends = [...new Set(names.map((name) => name.slice(0, name.indexOf('/') + 1)))]
  return begun.includes('/') || backends.length === 1 ? [...names] : backends
}

/** Read to the end, so that the connection is not kept. */
async function statistics(client: RuntimeClient, ...types: readonly StatType[]): Promise<{readonly fields: string[]; readonly lines: readonly StatLine[]}> {
  const {heading, batches} = await readStatistics(client, {types})
  const lines: StatLine[] = []
  for await (const batch of batches) lines.push(...batch)
  return {fields: [...heading.names], lines}
}

async function proxies(client: RuntimeClient, ...types: readonly ('backend' | 'frontend')[]): Promise<string[]> {
  const {lines} = await statistics(client, ...types)
  return [...new Set(lines.map(({proxy}) => proxy))]
}

async function servers(client: RuntimeClient): Promise<string[]> {
  const {lines} = await statistics(client, 'server')
  return lines.map(({proxy, name}) => `${proxy}/${name}`)
}

async function references(client: RuntimeClient, kind: ReferenceKind): Promise<string[]> {
  const headers = await listMaps(client, kind)
  return headers.map((header) => referenceOf(kind, header).name)
}

/** Of an array the first element: how many there are, only its entries tell. */
async function storedTypes(client: RuntimeClient, table: string): Promise<string[]> {
  const {dataTypes} = await openTable(client, table)
  return [...dataTypes].map((name) => placeName({type: dataTypeOf(name), index: 0}))
}

async function answer(client: RuntimeClient, command: string): Promise<string> {
  const [reply] = await client.ask(command)
  return readable(reply?.text ?? '')
}

const listed = (text: string, name: RegExp): string[] => text.split('\n').flatMap((line) => name.exec(line)?.[1] ?? [])
