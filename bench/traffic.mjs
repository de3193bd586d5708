// What HTTP requests feel of a sync: p50, p99 and the longest, without one, during one, and during one that leaves HAProxy room.
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {Worker} from 'node:worker_threads'
import {writeEntries} from './entries.mjs'
import {startHaproxy} from './haproxy.mjs'
import {median, quantile, report} from './report.mjs'
import {runHactl} from './run-hactl.mjs'

const perSecond = 500
const quiet = 5000

export async function traffic({version, rounds, entries: count}) {
  const haproxy = await startHaproxy(version)
  const requests = new Worker(new URL('./requests.mjs', import.meta.url), {workerData: {socket: join(haproxy.folder, 'http.sock'), perSecond}})
  try {
    const [before, after] = ['before', 'after'].map((name) => join(haproxy.folder, `${name}.new`))
    writeEntries(before, count)
    writeEntries(after, count, {changed: 10})
    const sync = (source, ...flags) => runHactl('map', 'sync', source, '--map', haproxy.map, '-s', haproxy.socket, '-q', ...flags)
    const cases = [
      {name: 'no sync', run: () => delay(quiet, {ms: quiet})},
      {name: 'sync (auto, verified)', run: () => sync(after)},
      {name: 'sync --session oneshot', run: () => sync(after, '--session', 'oneshot')},
      {name: 'sync --pace 25%', run: () => sync(after, '--pace', '25%')},
      {name: 'sync --pace 10%', run: () => sync(after, '--pace', '10%'), limit: 1.5},
    ].map((each) => ({...each, rounds: []}))
    for (let round = 0; round < rounds; round++) {
      for (const {run, rounds: all} of cases) {
        await sync(before, '--strategy', 'replace', '--verify', 'none')
        await latencies(requests)
        const {ms} = await run()
        all.push({ms, latencies: await latencies(requests)})
      }
      process.stderr.write(`round ${round + 1} of ${rounds}\n`)
    }
    report(
      `traffic-haproxy-${version}`,
      `HAProxy ${haproxy.full}, ${count.toLocaleString('en-US')} entries, ${perSecond} requests/s on 4 connections, median of ${rounds}`,
      rowsOf(cases),
    )
  } finally {
    await requests.terminate()
    await haproxy.stop()
  }
}

function rowsOf(cases) {
  const of = ({rounds}, measure) => median(rounds.map(measure))
  const p99 = (each) => of(each, ({latencies: all}) => quantile(all, 0.99))
  const took = (each) => of(each, ({ms}) => ms)
  const [still, full] = cases
  return cases.flatMap((each) => {
    const {name, limit} = each
    return [
      ...(each === still ? [] : [{name: `${name}: how long it takes`, ms: took(each), ratio: took(each) / took(full), to: full.name}]),
      {name: `${name}: request, p50`, ms: of(each, ({latencies: all}) => quantile(all, 0.5))},
      {name: `${name}: request, p99`, ms: p99(each), ...(each !== still && {ratio: p99(each) / p99(still), to: 'without a sync', limit})},
      {name: `${name}: longest request`, ms: of(each, ({latencies: all}) => Math.max(...all))},
    ]
  })
}

/** ms of each request since this was asked last. */
function latencies(requests) {
  return new Promise((resolve) => {
    requests.once('message', resolve)
    requests.postMessage('latencies')
  })
}
