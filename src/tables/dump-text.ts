import {entriesText} from '../maps/count-text.ts'
import {type TableHeader, tableHeaderOf} from '../protocol/commands/table/table-header.ts'
import {HactlError} from '../protocol/error.ts'

/**
 * A dump is what HAProxy answers to `show table NAME`, byte for byte, between lines of ours that begin with `#`. So what was saved by other means can be
 * brought back, too: our lines may be missing.
 *
 * ```text
 * # hactl table dump 1, HAProxy 3.2.26, node lb1, 2026-11-21T20:00:00.000Z
 * # table: web, type: ip, size:1048576, used:1
 * # stores: gpc0, http_req_rate
 * 0x55d0c8a0: key=192.0.2.1 use=0 exp=3599000 shard=0 gpc0=5 http_req_rate(10000)=7
 * # end: 1 entry
 * ```
 */
export interface DumpOrigin {
  readonly header: TableHeader
  readonly dataTypes: Iterable<string>
  readonly haproxy: string
  readonly node: string
  readonly time: Date
}

const form = 1

export const dumpOpening = ({header: {name, type, size, used}, dataTypes, haproxy, node, time}: DumpOrigin): string =>
  `# hactl table dump ${form}, HAProxy ${haproxy}, node ${node}, ${time.toISOString()}\n` +
  `# table: ${name}, type: ${type}, size:${size}, used:${used}\n` +
  `# stores: ${[...dataTypes].join(', ')}\n`

export const dumpEnd = (entries: number): string => `# end: ${entries} ${entries === 1 ? 'entry' : 'entries'}\n`

/** What the lines say that are no entries. */
export class DumpFrame {
  #ours = false
  #header: TableHeader | undefined
  #end: number | undefined

  /** Of the table that was dumped. */
  get header(): TableHeader | undefined {
    return this.#header
  }

  /** @returns whether the line was one of these @throws HactlError `dump-invalid` for the form of a later hactl */
  take(line: string): boolean {
    if (!line.startsWith('#')) return line === ''
    const [, version] = /^# hactl table dump (\d+)/.exec(line) ?? []
    if (version !== undefined) {
      if (Number(version) !== form) throw new HactlError('dump-invalid', {exit: 2, message: `the dump has form ${version}, which this hactl does not know`})
      this.#ours = true
    }
    this.#header = tableHeaderOf(line) ?? this.#header
    const [, entries] = /^# end: (\d+) entr/.exec(line) ?? []
    if (entries !== undefined) this.#end = Number(entries)
    return true
  }

  /** @returns why it is not whole; undefined where it is, or where that cannot be known */
  fault(entries: number): string | undefined {
    if (!this.#header) return 'no line `# table: …` names its table'
    if (this.#ours && this.#end === undefined) return `it was cut: behind ${entriesText(entries)} its end is missing`
    return this.#end === undefined || this.#end === entries ? undefined : `it has ${entriesText(entries)}, and had ${this.#end}`
  }
}
