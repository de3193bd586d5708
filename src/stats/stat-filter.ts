import {nearestHint} from '../client/nearest.ts'
import type {StatType} from '../protocol/commands/stats/show-stat.ts'
import {HactlError} from '../protocol/error.ts'
import {globOf, isGlob} from './glob.ts'

import {type StatLine, takesTraffic} from './stat-line.ts'

/** Which lines of `show stat` are wanted; all, unless said. */
export interface StatFilter {
  /** `PROXY` or `PROXY/SERVER`; each may hold `*` and `?`. */
  readonly name?: string | undefined
  readonly types?: readonly StatType[] | undefined
  /** `up`: what takes new traffic; `down`: what does not, for whatever reason. */
  readonly state?: 'up' | 'down' | undefined
}

/** Lets the wanted lines pass and remembers the names of the others, so that a name that fits nothing can be told from a state that nothing has. */
export class StatSieve {
  readonly #filter: StatFilter
  readonly #proxy: ((name: string) => boolean) | undefined
  readonly #server: ((name: string) => boolean) | undefined
  readonly #known = new Set<string>()
  #named = false

  constructor(filter: StatFilter) {
    this.#filter = filter
    const [proxy, server] = filter.name === undefined ? [] : partsOf(filter.name)
    this.#proxy = proxy === undefined ? undefined : globOf(proxy)
    this.#server = server === undefined ? undefined : globOf(server)
  }

  passes(line: StatLine): boolean {
    const {types = [], state} = this.#filter
    if (!this.#fits(line)) return false
    if (types.length > 0 && (line.type === undefined || !types.includes(line.type))) return false
    return state === undefined || takesTraffic(line.state) === (state === 'up')
  }

  /** @throws HactlError `proxy-unknown` when the name fitted nothing at all */
  async end(): Promise<void> {
    const {name} = this.#filter
    if (name === undefined || this.#named) return
    throw await unknownProxy(name, [...this.#known], {what: name.includes('/') ? 'server' : 'frontend or backend', shown: 'hactl stat'})
  }

  #fits(line: StatLine): boolean {
    if (!this.#proxy) return true
    const fits = this.#proxy(line.proxy) && (!this.#server || this.#server(line.name))
    if (fits) this.#named = true
    else if (!this.#named) this.#known.add(this.#server ? `${line.proxy}/${line.name}` : line.proxy)
    return fits
  }
}

function partsOf(name: string): [proxy: string, server?: string] {
  const slash = name.indexOf('/')
  return slash === -1 ? [name] : [name.slice(0, slash), name.slice(slash + 1)]
}

/** What a name should have been, and which command shows all there are. */
interface Sought {
  readonly what: string
  readonly shown: string
}

/** @param known names that there are, of which the nearest are offered */
export async function unknownProxy(name: string, known: readonly string[], {what, shown}: Sought): Promise<HactlError> {
  const hint = `${shown} shows all of them`
  if (isGlob(name)) return new HactlError('proxy-unknown', {exit: 2, message: `no ${what} fits ${JSON.stringify(name)}`, hint})
  return new HactlError('proxy-unknown', {
    exit: 2,
    message: `HAProxy has no ${what} ${JSON.stringify(name)}`,
    hint: await nearestHint(name, known, hint),
  })
}
