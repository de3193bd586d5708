// A server out of the rotation and back: drained, worked on, ready again whatever happens.
//
//   npm run build
//   node examples/maintenance.ts /run/haproxy/admin.sock be_web/web1      (Node 22.18 and later start TypeScript as it is)
import {drainServers, findServers, RuntimeClient, setServersState} from 'hactl'

/** @param work is done while nobody is on the server @param say told what goes on, line by line */
export async function outOfRotation(address: string, name: string, work: () => Promise<void>, say: (line: string) => void): Promise<void> {
  const client = await RuntimeClient.connect(address)
  const servers = await findServers(client, [name])
  try {
    // ends with `drain-incomplete` when sessions are left after a minute: then the work is not begun
    const {changes} = await drainServers(client, servers, {wait: true, timeout: 60_000, next: 'maint'})
    for (const {name, persistent} of changes) say(`${name} is empty; ${persistent} came by a cookie meanwhile`)
    await work()
  } finally {
    const {changes} = await setServersState(client, await findServers(client, [name]), 'ready')
    for (const {name, was, now} of changes) say(`${name}: ${was} -> ${now}`)
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , address = '', name = ''] = process.argv
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  await outOfRotation(address, name, () => Promise.resolve(say('now it can be restarted')), say)
}
