// A sync as a stream of events, and how it is stopped in time.
//
//   npm run build
//   node examples/events.ts /run/haproxy/admin.sock big.map      (Node 22.18 and later start TypeScript as it is)
import {openFileSource, RuntimeClient, type SyncReport, syncEvents} from 'hactl'

/** @param say told what goes on, line by line */
export async function follow(address: string, file: string, say: (line: string) => void): Promise<SyncReport | undefined> {
  const client = await RuntimeClient.connect(address)
  const source = await openFileSource(file)
  try {
    // after a minute the running map is the old one, or the new one if the commit had been sent
    for await (const event of syncEvents(client, source, {signal: AbortSignal.timeout(60_000)})) {
      if (event.kind === 'progress') say(`${event.step.phase} ${event.step.done ?? ''}`.trim())
      else if (event.kind === 'caution') say(`warning: ${event.text}`)
      else return event.report
    }
    return undefined
  } finally {
    await source[Symbol.asyncDispose]()
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , address = '', file = ''] = process.argv
  const report = await follow(address, file, (line) => process.stdout.write(`${line}\n`))
  process.stdout.write(`${JSON.stringify(report)}\n`)
}
