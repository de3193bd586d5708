// What a dashboard asks: what is down, which sessions are the oldest, what stick tables hold of clients.
//
//   npm run build
//   node examples/overview.ts /run/haproxy/admin.sock      (Node 22.18 and later start TypeScript as it is)
import {dataOf, listSessions, listTables, openTable, RuntimeClient, readEntries, readStatistics} from 'hactl'

/** @param say told what was found, line by line */
export async function overview(address: string, say: (line: string) => void): Promise<void> {
  const client = await RuntimeClient.connect(address)
  const {node, pid, version} = client.target
  say(`HAProxy ${version}, process ${pid} on ${node}`)

  // read as it comes: ten thousand servers are never in memory at once
  const {batches} = await readStatistics(client, {types: ['server'], state: 'down'})
  for await (const lines of batches) for (const line of lines) say(`${line.proxy}/${line.name} is ${line.state} (${line.text('check_status')})`)

  for (const {backend, server, source, age} of (await listSessions(client)).toSorted((a, b) => b.age - a.age).slice(0, 10))
    say(`${source ?? 'somebody'} at ${backend ?? '-'}/${server ?? '-'} for ${age} s`)

  for (const {name, type} of await listTables(client)) {
    const table = await openTable(client, name)
    for await (const entries of readEntries(client, table))
      for (const entry of entries.slice(0, 3)) say(`${name} (${type}) ${entry.key}: ${JSON.stringify(dataOf(entry))}`)
  }
}

if (process.argv[1] === import.meta.filename) await overview(process.argv[2] ?? '', (line) => process.stdout.write(`${line}\n`))
