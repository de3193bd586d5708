import type {RuntimeClient} from '../client/runtime-client.ts'
import {listServers} from '../servers/list.ts'
import {nameOf} from '../servers/server.ts'
import {globOf} from '../stats/glob.ts'
import {readStatistics} from '../stats/stat.ts'
import {unknownProxy} from '../stats/stat-filter.ts'
import {type Session, serverOf} from './session.ts'
import {sourceFilter} from './source.ts'

/** Which sessions are wanted; all, unless said. In names `*` stands for any characters and `?` for one. */
export interface SessionFilter {
  /** Without it, those of HAProxy's own sockets (`GLOBAL`) are left out: hactl is one of them. */
  readonly frontend?: string | undefined
  readonly backend?: string | undefined
  /** `BACKEND/SERVER` */
  readonly server?: string | undefined
  /** An address, with or without a port; a network, `10.0.0.0/8`; or a pattern. */
  readonly source?: string | undefined
  /** ms that it must have lasted. */
  readonly older?: number | undefined
}

/** The frontend of HAProxy's own sockets. */
const own = 'GLOBAL'

type Named = 'frontend' | 'backend' | 'server'
const nameIn: Readonly<Record<Named, (session: Session) => string | null>> = {
  frontend: ({frontend}) => frontend,
  backend: ({backend}) => backend,
  server: serverOf,
}

/** Lets the wanted sessions pass. A name that no session has may be one that HAProxy does not have, which `end` finds out. */
export class SessionSieve {
  readonly #filter: SessionFilter
  readonly #names: {readonly what: Named; readonly wanted: string; readonly fits: (name: string) => boolean; seen: boolean}[]
  readonly #source: ((source: string | null) => boolean) | undefined

  constructor(filter: SessionFilter) {
    this.#filter = filter
    this.#names = (['frontend', 'backend', 'server'] as const).flatMap((what) => {
      const wanted = filter[what]
      return wanted === undefined ? [] : [{what, wanted, fits: globOf(wanted), seen: false}]
    })
    this.#source = filter.source === undefined ? undefined : sourceFilter(filter.source)
  }

  passes(session: Session): boolean {
    const {frontend, older} = this.#filter
    const fitting = this.#names.filter((each) => {
      const name = nameIn[each.what](session)
      const fits = name !== null && each.fits(name)
      each.seen ||= fits
      return fits
    })
    if (fitting.length < this.#names.length) return false
    if (frontend === undefined && session.frontend === own) return false
    return (this.#source?.(session.source) ?? true) && (older === undefined || session.age * 1000 >= older)
  }

  /** @throws HactlError `proxy-unknown` for a name that HAProxy does not have */
  async end(client: RuntimeClient): Promise<void> {
    for (const {what, wanted, fits} of this.#names.filter(({seen}) => !seen)) {
      const known = what === 'server' ? (await listServers(client)).map(nameOf) : await proxies(client, what)
      if (!known.some(fits)) throw await unknownProxy(wanted, known, {what, shown: what === 'server' ? 'hactl server list' : `hactl stat --type ${what}`})
    }
  }
}

async function proxies(client: RuntimeClient, type: 'frontend' | 'backend'): Promise<string[]> {
  const {batches} = await readStatistics(client, {types: [type]})
  const names: string[] = type === 'frontend' ? [own] : []
  for await (const lines of batches) names.push(...lines.map(({proxy}) => proxy))
  return names
}
