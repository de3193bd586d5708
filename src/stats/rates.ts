import type {StatLine} from './stat-line.ts'

/** Counters that are told as rates while somebody watches, and of which fields each is the sum. */
export const rateSources = {
  req_per_s: ['req_tot'],
  bin_per_s: ['bin'],
  bout_per_s: ['bout'],
  errors_per_s: ['ereq', 'econ', 'eresp'],
  hrsp_4xx_per_s: ['hrsp_4xx'],
  hrsp_5xx_per_s: ['hrsp_5xx'],
} as const

export type RateName = keyof typeof rateSources

/** Per second; `null` where nothing can be said: the first time, after a reload, and where the object has no such counter. */
export type Rates = Readonly<Record<RateName, number | null>>

type Counters = Readonly<Record<RateName, number | undefined>>

/** Makes rates of counters, from one view to the next. */
export class RateMeter {
  #before = new Map<string, Counters>()
  #now = new Map<string, Counters>()
  #begun: number | undefined
  /** Seconds between the last two views. */
  #elapsed = 0

  /** A new view begins. @param now in ms, of a clock that is never set */
  begin(now: number): void {
    this.#elapsed = this.#begun === undefined ? 0 : (now - this.#begun) / 1000
    this.#begun = now
    this.#before = this.#now
    this.#now = new Map()
  }

  rates(line: StatLine): Rates {
    const name = `${line.proxy}/${line.name}/${String(line.type)}`
    const counters = countersOf(line)
    const before = this.#before.get(name)
    this.#now.set(name, counters)
    return mapped((rate) => this.#perSecond(before?.[rate], counters[rate]))
  }

  /** A counter that went back began anew. */
  #perSecond(before: number | undefined, now: number | undefined): number | null {
    if (before === undefined || now === undefined || now < before || this.#elapsed === 0) return null
    return Math.round(((now - before) / this.#elapsed) * 10) / 10
  }
}

const countersOf = (line: StatLine): Counters => mapped((rate) => sumOf((name) => line.number(name), rateSources[rate]))

/** @returns undefined where none of them is there */
export function sumOf(valueOf: (name: string) => number | undefined, names: readonly string[]): number | undefined {
  const values = names.map(valueOf).filter((value) => value !== undefined)
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0)
}

function mapped<T>(of: (rate: RateName) => T): Record<RateName, T> {
  return {
    req_per_s: of('req_per_s'),
    bin_per_s: of('bin_per_s'),
    bout_per_s: of('bout_per_s'),
    errors_per_s: of('errors_per_s'),
    hrsp_4xx_per_s: of('hrsp_4xx_per_s'),
    hrsp_5xx_per_s: of('hrsp_5xx_per_s'),
  }
}

export const rateNames: readonly RateName[] = Object.values(mapped((rate) => rate))
