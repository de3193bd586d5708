import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Listener} from '../maps/progress.ts'
import {dataTypeOf} from '../protocol/commands/table/data-type.ts'
import {type DataFilter, showTable} from '../protocol/commands/table/show-table.ts'
import {dumpEnd, dumpOpening} from './dump-text.ts'
import {faultOfType} from './key.ts'
import {entryLines} from './read.ts'
import type {Table} from './table.ts'

/** What of a table is dumped, and who hears of it. */
export interface DumpOptions extends Listener {
  /** Only entries that meet all of these. */
  readonly filters?: readonly DataFilter[]
}

/** How a dump ended. */
export interface DumpCount {
  readonly entries: number
  readonly bytes: number
}

const LF = 0x0a

/**
 * The text of a dump as it comes, HAProxy's own lines between ours; it is not kept. What `restore` will not be able to bring back is told by `caution`.
 *
 * @param table from `openTable`
 * @throws HactlError `permission-denied`, `reply-truncated`
 */
export async function* dumpTable(client: RuntimeClient, table: Table, {filters = [], progress, caution}: DumpOptions = {}): AsyncGenerator<Buffer, DumpCount> {
  // before a byte of it is written
  client.permit(showTable)
  const lost = faultOfType(table.type) ?? lostTypes(table)
  if (lost !== undefined) caution?.(`${table.name}: ${lost}`)
  const {version, node} = client.target
  const opening = Buffer.from(dumpOpening({header: table, dataTypes: table.dataTypes, haproxy: version, node, time: new Date()}))
  yield opening
  let entries = 0
  let bytes = opening.length
  for await (const piece of entryLines(client, table, {filters})) {
    yield piece
    for (let feed = piece.indexOf(LF); feed !== -1; feed = piece.indexOf(LF, feed + 1)) entries += 1
    bytes += piece.length
    progress?.({phase: 'dump', done: entries, total: Math.max(table.used, entries), unit: 'entries'})
  }
  const end = Buffer.from(dumpEnd(entries))
  yield end
  return {entries, bytes: bytes + end.length}
}

/** Of which a dump has the values, and HAProxy takes none. */
function lostTypes({dataTypes}: Table): string | undefined {
  const lost = [...dataTypes].map(dataTypeOf).filter((type) => type.lost !== undefined)
  return lost.length === 0 ? undefined : lost.map(({name, lost: why}) => `${name} will not be brought back: ${why}`).join('; ')
}
