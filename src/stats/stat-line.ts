import {type StatCells, type StatType, statTypes} from '../protocol/commands/stats/show-stat.ts'

/** Whether traffic is taken: `up`, not now (`down`), or by the will of the operator not (`maint`, `drain`). */
export type StatState = 'up' | 'going-down' | 'down' | 'maint' | 'drain'

/** Where the fields stand that every view needs; the rest is found by name. */
export class StatHeading {
  readonly names: readonly string[]
  readonly #positions: ReadonlyMap<string, number>

  constructor(names: readonly string[]) {
    this.names = names.filter((name) => name !== '' && name !== '-')
    this.#positions = new Map(names.map((name, position) => [name, position]))
  }

  /** @returns -1 for a field that this HAProxy does not have */
  position(name: string): number {
    return this.#positions.get(name) ?? -1
  }
}

/** One line of `show stat`: a frontend, a backend, a server or a listener and its counters. */
export class StatLine {
  readonly heading: StatHeading
  /** By the position of the column. */
  readonly cells: StatCells

  constructor(heading: StatHeading, cells: StatCells) {
    this.heading = heading
    this.cells = cells
  }

  /** The value of a field as HAProxy names it (management guide 9.1: `scur`, `rtime` in ms, `bin` in bytes); undefined where the object has none. */
  get(name: string): string | number | undefined {
    return this.cells[this.heading.position(name)]
  }

  text(name: string): string {
    return String(this.get(name) ?? '')
  }

  number(name: string): number | undefined {
    const value = this.get(name)
    return typeof value === 'number' ? value : undefined
  }

  /** Name of the frontend or backend. */
  get proxy(): string {
    return this.text('pxname')
  }

  /** `FRONTEND`, `BACKEND`, or the name of the server or the listener. */
  get name(): string {
    return this.text('svname')
  }

  get type(): StatType | undefined {
    return statTypes[this.number('type') ?? -1]
  }

  get state(): StatState {
    return stateOf(this.text('status'))
  }

  /** All fields by name. */
  get fields(): Readonly<Record<string, string | number>> {
    return Object.fromEntries(
      this.heading.names.flatMap((name) => {
        const value = this.get(name)
        return value === undefined ? [] : [[name, value] as const]
      }),
    )
  }
}

/** What a status means (stats.c): `UP 1/3` is on its way down, `DOWN 1/2` not yet up, `UP (UNPUB)` a backend that is not published (3.4) and so gets nothing. */
export function stateOf(status: string): StatState {
  if (status.endsWith('(UNPUB)')) return 'maint'
  const [word = ''] = status.split(' ')
  if (word === 'UP') return /^UP \d/.test(status) ? 'going-down' : 'up'
  if (word === 'OPEN' || word === 'FULL' || word === 'no') return 'up'
  if (word === 'MAINT' || word === 'PAUSED' || word === 'WAITING') return 'maint'
  return word === 'DRAIN' || word === 'NOLB' ? 'drain' : 'down'
}

/** What takes new traffic. */
export const takesTraffic = (state: StatState): boolean => state === 'up' || state === 'going-down'
