/** What a data type holds: which numbers it takes, and what becomes of it when it is written. */
export interface DataType {
  readonly name: string
  readonly least: bigint
  readonly most: bigint
  /** Several of them in an entry: `gpc(3)` shows as `gpc0`, `gpc1` and `gpc2`. */
  readonly array: boolean
  /** A name, of which no number can be asked. */
  readonly text: boolean
  /** Why `set table` cannot bring it back; undefined where it can. */
  readonly lost?: string
}

const type = (name: string, most: bigint, more: Partial<DataType> = {}): DataType => ({name, least: 0n, most, array: false, text: false, ...more})

const [int31, uint32, int63] = [2n ** 31n - 1n, 2n ** 32n - 1n, 2n ** 63n - 1n]
const array = {array: true}

/** Takes no number: `set table` says yes and leaves it as it is (stick_table.c table_process_entry). */
const named = {text: true, lost: 'it is a name, and HAProxy takes none'}

/** What is open now goes down when it is closed: a number that was brought back never would. */
const open = {lost: 'it counts what is open now'}

/** stick_table.c stktable_data_types, in HAProxy's order. `server_key` was `server_name` before 2.3. */
export const dataTypes: readonly DataType[] = [
  type('server_id', int31, {least: -int31 - 1n}),
  ...['gpt0', 'gpc0', 'gpc0_rate', 'conn_cnt', 'conn_rate'].map((name) => type(name, uint32)),
  type('conn_cur', uint32, open),
  ...['sess_cnt', 'sess_rate', 'http_req_cnt', 'http_req_rate', 'http_err_cnt', 'http_err_rate'].map((name) => type(name, uint32)),
  type('bytes_in_cnt', int63),
  type('bytes_in_rate', uint32),
  type('bytes_out_cnt', int63),
  type('bytes_out_rate', uint32),
  ...['gpc1', 'gpc1_rate'].map((name) => type(name, uint32)),
  type('server_key', 0n, named),
  type('server_name', 0n, named),
  ...['http_fail_cnt', 'http_fail_rate'].map((name) => type(name, uint32)),
  ...['gpt', 'gpc', 'gpc_rate'].map((name) => type(name, uint32, array)),
  ...['glitch_cnt', 'glitch_rate'].map((name) => type(name, uint32)),
]

/** One that this hactl does not know yet is taken as a number. */
export const dataTypeOf = (name: string): DataType => dataTypes.find((each) => each.name === name) ?? type(name, int63)

/** A data type of a table, of an array one of its elements. */
export interface DataPlace {
  readonly type: DataType
  /** 0 for what is no array, too. */
  readonly index: number
}

/** What `brates-factor` of a table multiplies. */
export const isBytesRate = ({type}: DataPlace): boolean => type.name === 'bytes_in_rate' || type.name === 'bytes_out_rate'

/** As it stands on the wire behind `data.`; HAProxy before 3.2 knows no index. */
export const placeWord = ({type, index}: DataPlace): string => (index === 0 ? type.name : `${type.name}[${index}]`)

/** As an entry shows it: `gpc1_rate` for the second element of `gpc_rate`. */
export const placeName = ({type, index}: DataPlace): string => (type.array ? type.name.replace(/^gp[ct]/, (name) => `${name}${index}`) : type.name)

/**
 * The place that a name stands for in a table that stores these types: `gpc0` as an entry shows it, or `gpc[0]` as HAProxy's commands have it.
 *
 * @returns undefined where the table stores no such type
 */
export function placeOf(name: string, stored: ReadonlySet<string>): DataPlace | undefined {
  const [, typeName = name, index = '0'] = /^(\w+)\[(\d{1,3})\]$/.exec(name) ?? []
  if (stored.has(typeName)) {
    const found = dataTypeOf(typeName)
    return found.array || typeName === name ? {type: found, index: Number(index)} : undefined
  }
  const [, before = '', shown = '', after = ''] = /^(gp[ct])(\d{1,3})(_rate)?$/.exec(name) ?? []
  return stored.has(before + after) ? {type: dataTypeOf(before + after), index: Number(shown)} : undefined
}
