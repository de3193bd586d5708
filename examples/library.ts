// hactl as a library: connect, list the maps, tell what a file would change, make it so.
//
//   npm run build
//   node examples/library.ts /run/haproxy/admin.sock big.map      (Node 22.18 and later start TypeScript as it is)
import {diffMap, HactlError, listMaps, openFileSource, RuntimeClient, syncMap} from 'hactl'

/** @param say told what goes on, line by line */
export async function bringUpToDate(address: string, file: string, say: (line: string) => void): Promise<void> {
  const client = await RuntimeClient.connect(address, {timeout: 5_000})
  say(`HAProxy ${client.target.version}, process ${client.target.pid} on ${client.target.node}`)
  for (const map of await listMaps(client)) say(`map ${map.file === '' ? `#${map.id}` : map.file}, version ${map.currentVersion}`)

  // it stays open, since it is read several times; `await using` closes it where the runtime has that (Node 24)
  const source = await openFileSource(file)
  try {
    // keys and values are bytes: HAProxy does not ask for UTF-8
    const text = (bytes?: Uint8Array): string => Buffer.from(bytes ?? []).toString()
    const {difference, lines} = await diffMap(client, source)
    for await (const batch of lines) {
      for (const {kind, key, was, value} of batch) say(`${kind}: ${text(key)}  ${[was, value].filter(Boolean).map(text).join(' -> ')}`)
    }
    say(difference.same ? 'nothing to do' : `${difference.added} added, ${difference.changed} changed, ${difference.removed} removed`)

    const report = await syncMap(client, source, {
      maxChange: {percent: 50},
      progress: ({phase, done, total}) => say(done === undefined ? phase : `${phase}: ${done} of ${total}`),
      caution: (warning) => say(`warning: ${warning}`),
    })
    say(report.version === null ? 'nothing was sent' : `version ${report.version} is current: ${report.entries} entries, verified: ${report.verified}`)
  } finally {
    await source[Symbol.asyncDispose]()
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , address = '', file = ''] = process.argv
  try {
    await bringUpToDate(address, file, (line) => process.stdout.write(`${line}\n`))
  } catch (error) {
    if (!(error instanceof HactlError)) throw error
    // `code` is stable, `exit` is what the command line would end with, `hint` what to do: docs/errors.md
    process.stderr.write(`${error.code}: ${error.message}\n${error.hint ?? ''}\n`)
    process.exitCode = error.exit
  }
}
