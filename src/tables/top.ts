import type {RuntimeClient} from '../client/runtime-client.ts'
import {type DataPlace, dataTypeOf} from '../protocol/commands/table/data-type.ts'
import type {TableEntry} from '../protocol/commands/table/table-entry.ts'
import {HactlError} from '../protocol/error.ts'
import {requireElements} from './elements.ts'
import {numberIn} from './entry.ts'
import {findPlace} from './place.ts'
import type {Table} from './table.ts'

/** Keeps the entries with the highest numbers, however many there are. */
export class TopEntries {
  readonly #limit: number
  readonly #name: string
  #best: {readonly entry: TableEntry; readonly value: number}[] = []

  /** @param name the column that is compared */
  constructor(name: string, limit: number) {
    this.#name = name
    this.#limit = limit
  }

  add(entry: TableEntry): void {
    const value = numberIn(entry, this.#name)
    const last = this.#best.length < this.#limit ? undefined : this.#best.at(-1)
    if (value === undefined || (last && value <= last.value)) return
    const place = this.#best.findIndex((each) => each.value < value)
    this.#best.splice(place === -1 ? this.#best.length : place, 0, {entry, value})
    this.#best.length = Math.min(this.#best.length, this.#limit)
  }

  /** The highest first. */
  get entries(): TableEntry[] {
    return this.#best.map(({entry}) => entry)
  }
}

/** What tells most of who asks for much: requests, connections, then whatever the table stores first. */
const telling = ['http_req_rate', 'conn_rate', 'sess_rate', 'gpc0_rate', 'gpc_rate', 'http_req_cnt', 'conn_cnt', 'gpc0', 'gpc']

/** @throws HactlError `data-type-unknown` for a table that stores no number */
export function mostTelling({name, dataTypes}: Table): DataPlace {
  const numbers = [...dataTypes].map(dataTypeOf).filter(({text}) => !text)
  const type = numbers.find((each) => each.name === telling.find((wanted) => dataTypes.has(wanted))) ?? numbers[0]
  if (type) return {type, index: 0}
  throw new HactlError('data-type-unknown', {
    exit: 2,
    message: `${name} stores no number that could be compared`,
    hint: `hactl table show ${name} lists its entries`,
  })
}

/** What entries are to be compared by. @throws HactlError `data-type-unknown`, for a name, too */
export async function comparedPlace(client: RuntimeClient, table: Table, name: string): Promise<DataPlace> {
  const place = await findPlace(table, name)
  if (place.type.text) throw new HactlError('data-type-unknown', {exit: 2, message: `${place.type.name} is a name: numbers are compared`})
  await requireElements(client, table, [place])
  return place
}
