import type {DiffLine} from './diff-walk.ts'
import type {Side} from './tally.ts'

/** Halves that may wait; beyond that a change is told as a removal and an addition, so that memory stays bounded. */
const waitingLimit = 50_000

interface Half {
  readonly side: Side
  readonly values: Buffer[]
}

/** Joins the old and the new value of a key when they stand at different places. */
export class PairedChanges {
  readonly #waiting = new Map<string, Half>()
  #count = 0

  /** The side whose half of a change of this key is here. */
  waiting(key: Buffer): Side | undefined {
    return this.#waiting.size === 0 ? undefined : this.#waiting.get(key.toString('latin1'))?.side
  }

  /** @returns the change when its other half was there already */
  meet(side: Side, key: Buffer, value: Buffer): DiffLine[] {
    const name = key.toString('latin1')
    const half = this.#waiting.get(name)
    const other = half && half.side !== side ? half.values.shift() : undefined
    if (half && other) {
      if (half.values.length === 0) this.#waiting.delete(name)
      this.#count -= 1
      return [side === 'source' ? {kind: 'changed', key, was: other, value} : {kind: 'changed', key, was: value, value: other}]
    }
    if (this.#count >= waitingLimit) return [lineOf(side, key, value)]
    if (half) half.values.push(value)
    else this.#waiting.set(name, {side, values: [value]})
    this.#count += 1
    return []
  }

  /** What is left when both sides have ended. */
  unpaired(): DiffLine[] {
    return [...this.#waiting].flatMap(([name, {side, values}]) => values.map((value) => lineOf(side, Buffer.from(name, 'latin1'), value)))
  }
}

const lineOf = (side: Side, key: Buffer, value: Buffer): DiffLine => (side === 'source' ? {kind: 'added', key, value} : {kind: 'removed', key, was: value})
