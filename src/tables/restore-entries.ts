import type {RuntimeClient} from '../client/runtime-client.ts'
import {type DataPlace, placeName, placeOf} from '../protocol/commands/table/data-type.ts'
import type {DataValue} from '../protocol/commands/table/set-table.ts'
import {type DataColumn, EntryLineReader, type TableEntry} from '../protocol/commands/table/table-entry.ts'
import {bufferReserve} from '../protocol/dialect.ts'
import {HactlError} from '../protocol/error.ts'
import {readable, type WireText} from '../protocol/word.ts'
import {DumpFrame} from './dump-text.ts'
import {faultOfKey} from './key.ts'
import {faultOfNumber} from './number.ts'
import {commandsOf} from './set-commands.ts'
import type {Table} from './table.ts'

/** Where a column of the dump goes, or why it cannot go anywhere. */
type Destination = {readonly name: string} & ({readonly place: DataPlace} | {readonly lost: string})

/** An entry of a dump, as it is to be sent. */
export interface RestoreEntry {
  readonly key: WireText
  readonly values: readonly DataValue[]
}

/** Told what of an entry is not sent, and why. */
type Loss = (what: string) => void

/** Turns the lines of a dump into what `set table` takes of them. */
export class RestoreEntries {
  readonly #table: Table
  readonly #client: RuntimeClient
  readonly #shown: ReadonlySet<string> | undefined
  readonly #reader = new EntryLineReader()
  readonly #frame = new DumpFrame()
  #columns: readonly DataColumn[] | undefined
  #destinations: readonly Destination[] = []
  #lines = 0
  #entries = 0

  /** @param shown what entries of the table show, where that was asked for */
  constructor(client: RuntimeClient, table: Table, shown?: ReadonlySet<string>) {
    this.#client = client
    this.#shown = shown
    this.#table = table
  }

  /** Entries that were read. */
  get entries(): number {
    return this.#entries
  }

  get frame(): DumpFrame {
    return this.#frame
  }

  /** @returns undefined for a line that is no entry, and for an entry that cannot be sent @throws HactlError `dump-invalid`, `unsupported` */
  read(line: WireText, lost: Loss = () => {}): RestoreEntry | undefined {
    this.#lines += 1
    if (this.#frame.take(line)) return undefined
    const entry = this.#reader.read(line)
    if (!entry) throw invalid(`line ${this.#lines} is no entry: ${JSON.stringify(readable(line).slice(0, 80))}`)
    this.#entries += 1
    const fault = faultOfKey(this.#table.type, entry.key)
    if (fault !== undefined) {
      lost(`the entry ${JSON.stringify(readable(entry.key))}: ${fault}`)
      return undefined
    }
    const restored = {key: entry.key, values: this.#valuesOf(entry, lost)}
    if (commandsOf(this.#table.name, restored.key, restored.values).every((command) => command.length < this.#client.bufferSize - bufferReserve))
      return restored
    lost(`the entry ${JSON.stringify(readable(entry.key).slice(0, 80))}: it is longer than HAProxy's buffer`)
    return undefined
  }

  #valuesOf({columns, values}: TableEntry, lost: Loss): DataValue[] {
    if (columns !== this.#columns) {
      this.#columns = columns
      this.#destinations = columns.map((column) => this.#destinationOf(column))
    }
    const sent: DataValue[] = []
    for (const [index, destination] of this.#destinations.entries()) {
      const value = values[index] ?? ''
      if ('lost' in destination) {
        if (value !== '0' && value !== '-') lost(`${destination.name}: ${destination.lost}`)
      } else if (destination.place.index > 0 && !this.#client.dialect.tableElements) {
        if (value !== '0') throw unreachable(this.#table, destination.name)
      } else {
        const fault = faultOfNumber(destination.place.type, value)
        if (fault === undefined) sent.push({place: destination.place, value})
        else lost(`${destination.name}: ${fault}`)
      }
    }
    return sent
  }

  #destinationOf({name}: DataColumn): Destination {
    const place = placeOf(name, this.#table.dataTypes)
    if (!place || this.#shown?.has(placeName(place)) === false) return {name, lost: `${this.#table.name} does not store it`}
    return place.type.lost === undefined ? {name: placeName(place), place} : {name, lost: place.type.lost}
  }
}

export const invalid = (why: string): HactlError =>
  new HactlError('dump-invalid', {exit: 2, message: `that is no whole dump of a stick table: ${why}`, hint: 'nothing was sent; hactl table dump writes one'})

const unreachable = ({name}: Table, column: string): HactlError =>
  new HactlError('unsupported', {
    exit: 1,
    message: `${column} of ${name} cannot be brought back: HAProxy before 3.2 sets only the first element of an array`,
    hint: 'nothing was sent; without the lines that hold it the rest can be restored, or on HAProxy 3.2 all of it',
  })
