import type {RuntimeClient} from '../client/runtime-client.ts'
import {setTimeoutCli} from '../protocol/commands/process/set-timeout.ts'
import {type Selection, showTable} from '../protocol/commands/table/show-table.ts'
import {EntryLineReader, type TableEntry} from '../protocol/commands/table/table-entry.ts'
import {TableLines} from '../protocol/commands/table/table-lines.ts'
import {line} from '../protocol/line.ts'
import {refused} from '../protocol/refusal.ts'
import {endless, keptLimit} from '../transport/limits.ts'
import type {Table} from './table.ts'

/** s; for HAProxy the answer is silent while its reader pauses (`hactl table show | less`), and `stats timeout` is 10 s by default */
const answerTimeout = 3600

/**
 * The lines of entries of a table as HAProxy writes them, in pieces of whole lines.
 *
 * @throws HactlError `permission-denied`, `reply-truncated`, `table-unknown`
 */
export async function* entryLines(client: RuntimeClient, table: Table, selection: Selection): AsyncGenerator<Buffer, void> {
  client.permit(showTable)
  const lines = new TableLines()
  const request = line(setTimeoutCli.encode(answerTimeout), showTable.encode(table.name, selection))
  let acknowledged = false
  for await (const bytes of client.stream(request, client.dumpTimeout(Math.max(0, table.used)))) {
    // the empty line that answers the first command
    const piece = lines.push(acknowledged ? bytes : bytes.subarray(bytes[0] === 0x0a ? 1 : 0))
    acknowledged = true
    if (lines.held > keptLimit) throw endless(client.address)
    if (piece.length > 0) yield piece
  }
  const reply = lines.end()
  if (!reply.complete || reply.text !== '') throw refused(showTable.name, reply)
}

/** The entries themselves, as they come: in no order, each as it was when its turn came. */
export async function* readEntries(client: RuntimeClient, table: Table, selection: Selection = {filters: []}): AsyncGenerator<TableEntry[], void> {
  const reader = new EntryLineReader()
  for await (const piece of entryLines(client, table, selection)) {
    yield piece
      .toString('latin1', 0, piece.length - 1)
      .split('\n')
      .map((text) => {
        const entry = reader.read(text)
        if (!entry) throw refused(showTable.name, {text, severity: undefined, complete: true})
        return entry
      })
  }
}
