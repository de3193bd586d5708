// A HAProxy that is far away: a relay adds a round trip of 100 ms.

import {connect, createServer} from 'node:net'
import {join} from 'node:path'
import {writeEntries} from './entries.mjs'
import {startHaproxy} from './haproxy.mjs'
import {median, report} from './report.mjs'
import {runHactl} from './run-hactl.mjs'

const roundTrip = 100
const count = 100_000
const allowed = 2000

export async function far({version, rounds}) {
  const haproxy = await startHaproxy(version)
  const relay = await delayed(haproxy.socket, join(haproxy.folder, 'far.sock'), roundTrip / 2)
  try {
    const [before, after] = ['before', 'after'].map((name) => join(haproxy.folder, `${name}.new`))
    writeEntries(before, count)
    writeEntries(after, count, {changed: 10})
    const sync = (socket, source) => runHactl('map', 'sync', source, '--map', haproxy.map, '-s', socket, '-o', 'json')
    const times = {near: [], far: []}
    for (let round = 0; round < rounds; round++) {
      for (const [name, socket] of Object.entries({near: haproxy.socket, far: relay.socket})) {
        await sync(haproxy.socket, before)
        times[name].push((await sync(socket, after)).ms)
      }
    }
    const [near, away] = [median(times.near), median(times.far)]
    report(`far-haproxy-${version}`, `HAProxy ${haproxy.full}, ${count.toLocaleString('en-US')} entries of 35 bytes, median of ${rounds}`, [
      {name: 'sync over a unix socket', ms: near},
      // the limit is an amount of time: a ratio of 1 uses it up
      {name: `what a round trip of ${roundTrip} ms adds`, ms: away - near, ratio: (away - near) / allowed, to: `${allowed} ms`, limit: 1},
    ])
  } finally {
    await relay.stop()
    await haproxy.stop()
  }
}

/** Hands on what it gets, `wait` ms later in each direction, in order. */
async function delayed(target, socket, wait) {
  const open = new Set()
  const pass = (from, to) => {
    from.on('data', (bytes) => setTimeout(() => to.write(bytes), wait))
    from.on('end', () => setTimeout(() => to.end(), wait))
    from.on('error', () => to.destroy())
    from.on('close', () => open.delete(from))
    open.add(from)
  }
  const server = createServer({allowHalfOpen: true}, (client) => {
    const upstream = connect({path: target, allowHalfOpen: true})
    pass(client, upstream)
    pass(upstream, client)
  })
  await new Promise((resolve) => server.listen(socket, resolve))
  const stop = () => {
    for (const each of open) each.destroy()
    return new Promise((resolve) => server.close(resolve))
  }
  return {socket, stop}
}
