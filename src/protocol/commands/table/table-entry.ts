import type {WireText} from '../../word.ts'
import {unescapedText} from './escaped-text.ts'

/** `gpc0`, or `http_req_rate(10000)`: a name, and the period of a rate in ms. */
export interface DataColumn {
  readonly name: string
  readonly period: number | undefined
}

/** An entry of a stick table. */
export class TableEntry {
  /** Its key, unescaped; of a binary table in hexadecimal digits. */
  readonly key: WireText
  /** What it stores, in this order; the same for all entries of a table. */
  readonly columns: readonly DataColumn[]
  /** As HAProxy wrote them. */
  readonly values: readonly WireText[]
  /** Streams that track it now. */
  readonly use: number
  /** ms until it is forgotten; 0 where the table keeps its entries for ever. */
  readonly expires: number

  constructor(key: WireText, layout: EntryLayout, values: readonly WireText[]) {
    this.key = key
    this.columns = layout.columns
    this.use = Number(values[layout.use] ?? 0)
    this.expires = Number(values[layout.expires] ?? 0)
    this.values = layout.ahead === 0 ? values : values.slice(layout.ahead)
  }
}

/** Which words stand behind the key, in which order: all lines of an answer have the same, and they are read by it. */
export class EntryLayout {
  readonly columns: readonly DataColumn[]
  /** Words before the stored data: `use`, `exp`, since 2.7 `shard`. */
  readonly ahead: number
  readonly use: number
  readonly expires: number
  readonly #words: readonly string[]

  /** @param line the first of an answer */
  constructor(line: WireText) {
    const names = [...line.slice(keyEndOf(line)).matchAll(/ ([^\s=]+)=/g)].map(([, name = '']) => name)
    this.#words = names.map((name) => ` ${name}=`)
    this.use = names.indexOf('use')
    this.expires = names.indexOf('exp')
    this.ahead = Math.max(this.use, this.expires, names.indexOf('shard')) + 1
    this.columns = names.slice(this.ahead).map(columnOf)
  }

  /** @returns undefined for a line that has other words */
  read(line: WireText): TableEntry | undefined {
    let at = keyEndOf(line)
    const keyStart = line.indexOf(keyMark)
    if (keyStart === -1 || at === line.length) return undefined
    const key = line.slice(keyStart + keyMark.length, at)
    const values: WireText[] = []
    for (const word of this.#words) {
      if (!line.startsWith(word, at)) return undefined
      const start = at + word.length
      const blank = line.indexOf(' ', start)
      at = blank === -1 ? line.length : blank
      values.push(line.slice(start, at))
    }
    return at === line.length ? new TableEntry(unescapedText(key), this, values) : undefined
  }
}

const keyMark = ': key='

/** A key has its own `=` escaped. */
function keyEndOf(line: WireText): number {
  const end = line.indexOf(' use=')
  return end === -1 ? line.length : end
}

function columnOf(name: string): DataColumn {
  const [, plain = name, period] = /^(\w+)\((\d+)\)$/.exec(name) ?? []
  return {name: plain, period: period === undefined ? undefined : Number(period)}
}

/** A line that holds an entry: `0x55d0: key=…`. */
export const isEntryLine = (line: WireText): boolean => line.startsWith('0x') && line.includes(keyMark)

/** Reads one line after the other; what it learns from one it knows for the next. */
export class EntryLineReader {
  #layout: EntryLayout | undefined

  /** @returns undefined for what is no entry */
  read(line: WireText): TableEntry | undefined {
    const known = this.#layout?.read(line)
    if (known || !isEntryLine(line)) return known
    this.#layout = new EntryLayout(line)
    return this.#layout.read(line)
  }
}
