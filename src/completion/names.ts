import type {RuntimeClient} from '../client/runtime-client.ts'
import {isRing, listSinks} from '../events/sinks.ts'
import {listMaps} from '../maps/list.ts'
import {acls, maps, type ReferenceKind} from '../protocol/commands/map/reference.ts'
import {referenceOf} from '../protocol/commands/map/show-maps.ts'
import {readable} from '../protocol/word.ts'
import {readStatistics} from '../stats/stat.ts'
import {listTraceSources} from '../trace/sources.ts'

/** What a word of a command may name. */
export type NameKind = 'backend' | 'frontend' | 'server' | 'newServer' | 'proxy' | 'map' | 'acl' | 'table' | 'certificate' | 'ring' | 'traceSource'

/** ms for which names are taken as they were */
const freshness = 3000

/** How each kind is asked for: nothing that makes threads wait for each other. */
const questions: Readonly<Record<NameKind, (client: RuntimeClient) => Promise<string[]>>> = {
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
  certificate: async (client) => listed(await answer(client, 'show ssl cert'), /^\*?([^#*\s]\S*)$/),
}

/** Names that this HAProxy knows, asked when they are wanted. One that does not answer has none. */
export class LiveNames {
  readonly #known = new Map<NameKind, {until: number; readonly names: Promise<string[]>}>()

  of(kind: NameKind, client: RuntimeClient): Promise<string[]> {
    const known = this.#known.get(kind)
    if (known && known.until > performance.now()) return known.names
    const names = questions[kind](client).catch(() => [])
    const asked = {until: Number.POSITIVE_INFINITY, names}
    this.#known.set(kind, asked)
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

async function proxies(client: RuntimeClient, ...types: readonly ('backend' | 'frontend')[]): Promise<string[]> {
  const {batches} = await readStatistics(client, {types})
  const names = new Set<string>()
  for await (const batch of batches) for (const {proxy} of batch) names.add(proxy)
  return [...names]
}

async function servers(client: RuntimeClient): Promise<string[]> {
  const {batches} = await readStatistics(client, {types: ['server']})
  const names: string[] = []
  for await (const batch of batches) names.push(...batch.map(({proxy, name}) => `${proxy}/${name}`))
  return names
}

async function references(client: RuntimeClient, kind: ReferenceKind): Promise<string[]> {
  const headers = await listMaps(client, kind)
  return headers.map((header) => referenceOf(kind, header).name)
}

async function answer(client: RuntimeClient, command: string): Promise<string> {
  const [reply] = await client.ask(command)
  return readable(reply?.text ?? '')
}

const listed = (text: string, name: RegExp): string[] => text.split('\n').flatMap((line) => name.exec(line)?.[1] ?? [])
