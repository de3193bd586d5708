import type {RuntimeClient} from '../client/runtime-client.ts'
import {dataTypeOf} from '../protocol/commands/table/data-type.ts'
import {type DataFilter, type FilterOperator, filterLimit, filterOperators} from '../protocol/commands/table/show-table.ts'
import {HactlError} from '../protocol/error.ts'
import {requireElements} from './elements.ts'
import {requireNumber} from './number.ts'
import {requirePlace} from './place.ts'
import type {Table} from './table.ts'

const signs: Readonly<Record<string, FilterOperator>> = {'=': 'eq', '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge'}

const form = /^\s*([\w.]+(?:\[\d+\])?)(?:\s*([<>=!]=?|==)\s*|\s+([a-z]+)\s+)(\S+)\s*$/

/** What is compared is a signed number of 64 bits, whatever the type holds. */
const anyNumber = dataTypeOf('')

/**
 * `gpc0 gt 5` as HAProxy has it, or `gpc0>5`; an entry must meet all of them.
 *
 * @throws HactlError `filter-invalid`, `data-type-unknown`, `value-invalid`, `unsupported`
 */
export async function readFilters(client: RuntimeClient, table: Table, texts: readonly string[]): Promise<DataFilter[]> {
  if (texts.length > filterLimit) throw invalid(`HAProxy takes ${filterLimit} filters at once, not ${texts.length}`)
  const filters = await Promise.all(texts.map((text) => readFilter(client, table, text)))
  await requireElements(
    client,
    table,
    filters.map(({place}) => place),
  )
  return filters
}

async function readFilter(client: RuntimeClient, table: Table, text: string): Promise<DataFilter> {
  const [, name, sign, word, value = ''] = form.exec(text) ?? []
  if (name === undefined) throw invalid(`${JSON.stringify(text)} is no filter`)
  const operator = sign === undefined ? filterOperators.find((each) => each === word) : signs[sign]
  if (!operator) throw invalid(`${JSON.stringify(sign ?? word)} is no operator`)
  const place = await requirePlace(client, table, name)
  if (place.type.text) throw invalid(`${place.type.name} is a name: HAProxy compares numbers only`)
  return {place, operator, value: requireNumber(anyNumber, value)}
}

const invalid = (message: string): HactlError =>
  new HactlError('filter-invalid', {exit: 2, message, hint: `for example "gpc0 gt 5" or "http_req_rate>=100"; operators: ${filterOperators.join(', ')}`})
