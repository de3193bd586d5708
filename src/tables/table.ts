import {nearestHint} from '../client/nearest.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {dataTypes} from '../protocol/commands/table/data-type.ts'
import {showDataType} from '../protocol/commands/table/show-data-type.ts'
import {showTables} from '../protocol/commands/table/show-tables.ts'
import type {TableHeader} from '../protocol/commands/table/table-header.ts'
import {bufferReserve} from '../protocol/dialect.ts'
import {HactlError} from '../protocol/error.ts'
import {noReply, type Reply} from '../protocol/reply.ts'
import type {WireText} from '../protocol/word.ts'

/** A stick table, and which data types it stores, by HAProxy's names (`gpc0`, `http_req_rate`, `gpc` for an array). */
export interface Table extends TableHeader {
  readonly dataTypes: ReadonlySet<string>
}

/** `show table`: the stick tables of a HAProxy, in its order. */
export const listTables = (client: RuntimeClient): Promise<TableHeader[]> => client.run(showTables)

/**
 * Finds a stick table by its name and asks which data types it stores; its entries are not looked at.
 *
 * @throws HactlError `table-unknown`
 */
export async function openTable(client: RuntimeClient, name: string): Promise<Table> {
  const headers = await listTables(client)
  const header = headers.find((each) => each.name === name)
  if (!header) throw await unknownTable(client, name, headers)
  const names = dataTypes.map((type) => type.name)
  const replies = await askAll(
    client,
    names.map((type) => showDataType.encode(name, type)),
  )
  const stored = new Set(names.filter((_, index) => showDataType.decode(replies[index] ?? noReply)))
  // one type, which had another name before 2.3
  if (stored.has('server_key')) stored.delete('server_name')
  return {...header, dataTypes: stored}
}

async function unknownTable({info: {node}}: RuntimeClient, name: string, headers: readonly TableHeader[]): Promise<HactlError> {
  const names = headers.map((each) => each.name)
  return new HactlError('table-unknown', {
    exit: 2,
    message: `HAProxy ${node} has no stick table ${JSON.stringify(name)}`,
    hint: names.length === 0 ? 'its configuration has none: `stick-table` declares one' : await nearestHint(name, names, 'hactl table list shows its tables'),
  })
}

/** As few lines as its buffer allows. */
async function askAll(client: RuntimeClient, commands: readonly WireText[]): Promise<Reply[]> {
  const replies: Reply[] = []
  const room = client.bufferSize - bufferReserve
  for (let next = 0; next < commands.length; ) {
    const batch: WireText[] = []
    for (let bytes = 0; next < commands.length; next += 1) {
      const command = commands[next] ?? ''
      bytes += command.length + 1
      if (batch.length > 0 && bytes > room) break
      batch.push(command)
    }
    replies.push(...(await client.ask(...batch)))
  }
  return replies
}
