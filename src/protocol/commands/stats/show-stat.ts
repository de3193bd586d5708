import {StringDecoder} from 'node:string_decoder'
import {CsvReader} from '../../csv.ts'
import {type Reply, replyOf} from '../../reply.ts'
import type {WireText} from '../../word.ts'

/** What a line of `show stat` is about, by HAProxy's own numbers (stats-t.h STATS_TYPE_*). */
export const statTypes = ['frontend', 'backend', 'server', 'listener'] as const

export type StatType = (typeof statTypes)[number]

/** A field of one line, by the position of its column; a field that the object does not have is not there. */
export type StatCells = Readonly<Record<string, string | number>>

/**
 * `show stat` as CSV: half as long as `typed`, and its strings are escaped, which those of `json` are not (management guide 9.1, 9.3).
 * `StatReader` reads the answer in pieces. Which lines come can be narrowed to some types.
 */
export const showStat = {
  name: 'show stat',
  since: '1.3.5',
  level: 'user',
  encode: (types: readonly StatType[] = []): WireText =>
    types.length === 0 ? 'show stat' : `show stat -1 ${statTypes.reduce((bits, type, bit) => (types.includes(type) ? bits | (1 << bit) : bits), 0)} -1`,
} as const

/** Columns that hold text even where it reads as a number: a server may be called 1. Of others digits alone are a number. */
const texts: ReadonlySet<string> = new Set(
  'pxname svname status tracked check_status last_chk last_agt check_desc agent_status agent_desc addr cookie mode algo proto'.split(' '),
)
const digits = /^-?\d+(?:\.\d+)?$/

/** Reads the answer of `show stat`: a heading that begins with `# pxname,svname,`, a line for each object, an empty line. */
export class StatReader {
  readonly #csv = new CsvReader()
  readonly #decoder = new StringDecoder('utf8')
  #foreign = ''
  #names: readonly string[] = []
  /** By column: whether it is text, and undefined for one without a name, `-` or empty, that only parts others. */
  #isText: readonly (boolean | undefined)[] = []

  /** The names of the columns, in their order, once the heading is there; those of modules differ from build to build. */
  get names(): readonly string[] {
    return this.#names
  }

  /** Bytes that are kept because they are no whole line yet, or no statistics at all. */
  get held(): number {
    return this.#foreign.length + this.#csv.rest.length
  }

  /** @returns the lines that are complete now */
  push(bytes: Buffer): StatCells[] {
    const text = this.#decoder.write(bytes)
    if (this.#names.length > 0) return this.#csv.push(text).map((cells) => this.#line(cells))
    this.#foreign += text
    if (!this.#foreign.startsWith(opening.slice(0, this.#foreign.length)) || !this.#foreign.includes('\n')) return []
    const [heading = [], ...lines] = this.#csv.push(this.#foreign.slice('# '.length))
    this.#foreign = ''
    this.#names = heading
    this.#isText = heading.map((name) => (name === '' || name === '-' ? undefined : texts.has(name)))
    return lines.map((cells) => this.#line(cells))
  }

  /** The connection has ended. @returns what HAProxy said instead of statistics, or where they broke off; empty and complete when nothing is wrong */
  end(): Reply {
    if (this.#names.length === 0) return replyOf(this.#foreign.replace(/\n\n$/, '\n'), this.#foreign.endsWith('\n\n'))
    return replyOf('', this.#csv.ended && this.#csv.rest === '')
  }

  #line(cells: readonly string[]): StatCells {
    const line: Record<number, string | number> = {}
    for (let at = 0; at < cells.length; at += 1) {
      const cell = cells[at]
      const isText = this.#isText[at]
      if (cell === undefined || cell === '' || isText === undefined) continue
      line[at] = isText || !digits.test(cell) ? cell : Number(cell)
    }
    return line
  }
}

const opening = '# pxname,svname,'
