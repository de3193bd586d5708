import {HactlError} from '../../protocol/error.ts'
import {fieldNames} from '../../render/fields.ts'
import {type Query, readQuery} from '../../render/query.ts'
import {type OutputFormat, outputFormats} from '../../render/types.ts'

/** The flags of every command, settled. */
export interface Settings {
  readonly output: OutputFormat
  readonly fields: readonly string[] | undefined
  readonly query: Query | undefined
  readonly headers: boolean
  readonly quiet: boolean
  readonly debug: boolean
  readonly assumeYes: boolean
}

/** What the parser made of the flags of every command. */
interface GivenFlags {
  readonly output: OutputFormat | undefined
  readonly fields: string | undefined
  readonly query: string | undefined
  readonly json: boolean
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const usage = (message: string, hint: string): HactlError => new HactlError('usage', {exit: 2, message, hint})

function formatOf({output, json, query}: GivenFlags, ordinary: OutputFormat): OutputFormat {
  if (json && output !== undefined && output !== 'json') throw usage(`--json and --output ${output} exclude each other`, 'give one of them')
  const format = json ? 'json' : output
  if (query === undefined) return format ?? ordinary
  // the answer of a query has no columns
  if (format !== undefined && !formless(format)) throw usage(`--query has no ${format} form`, 'use -o json, -o yaml or -o plain with it')
  return format ?? (formless(ordinary) ? ordinary : 'json')
}

const formless = (format: OutputFormat): boolean => format !== 'table' && format !== 'csv'

/**
 * @param ordinary the form of output where no flag says one
 * @throws HactlError `usage` for flags that do not go together; QueryError for a query with a mistake
 */
export async function settle(flags: Readonly<Record<string, unknown>>, ordinary: OutputFormat = 'table'): Promise<Settings> {
  const given: GivenFlags = {
    output: outputFormats.find((format) => format === flags['output']),
    fields: textOf(flags['fields']),
    query: textOf(flags['query']),
    json: flags['json'] === true,
  }
  const output = formatOf(given, ordinary)
  const fields = given.fields === undefined ? undefined : fieldNames(given.fields)
  if (fields?.length === 0) throw usage('--fields names nothing', 'name fields like --fields key,value')
  return {
    output,
    fields,
    query: given.query === undefined ? undefined : await readQuery(given.query),
    headers: flags['no-headers'] !== true,
    quiet: flags['quiet'] === true,
    debug: flags['debug'] === true,
    assumeYes: flags['yes'] === true,
  }
}
