// `hactl stat -o json` on many servers, against a node process that reads the same CSV to its end and throws it away.
import {spawn} from 'node:child_process'
import {startHaproxy} from './haproxy.mjs'
import {median, report} from './report.mjs'
import {cleanEnvironment, runHactl} from './run-hactl.mjs'

const backends = 100
const serversEach = 100
const reader = (socket) => `require('node:net').connect(${JSON.stringify(socket)}, function () { this.write('show stat\\n') }).resume()`

const sections = () =>
  Array.from({length: backends}, (_, backend) =>
    [`backend be_${backend}`, ...Array.from({length: serversEach}, (_, server) => `  server web_${server} 127.0.0.1:${1024 + server}`)].join('\n'),
  ).join('\n')

async function bare(socket) {
  const start = performance.now()
  const child = spawn(process.execPath, ['-e', reader(socket)], {stdio: ['ignore', 'ignore', 'inherit'], env: cleanEnvironment()})
  const status = await new Promise((resolve) => child.on('close', resolve))
  if (status !== 0) throw new Error(`the bare reader ended with ${status}`)
  return {ms: performance.now() - start}
}

export async function stat({version, rounds}) {
  const haproxy = await startHaproxy(version, '/first be_first\n', sections())
  try {
    const ask = async (...flags) => {
      const result = await runHactl('stat', '-s', haproxy.socket, ...flags)
      if (!result.stdout.includes(`be_${backends - 1}`)) throw new Error('stat did not come to its last backend')
      return result
    }
    const floor = 'node: show stat, read and thrown away'
    const cases = [
      {name: floor, run: () => bare(haproxy.socket), results: []},
      {name: 'hactl stat -o json', run: () => ask('-o', 'json'), limit: 6, mostMs: 500, results: []},
      {name: 'hactl stat (table)', run: () => ask(), results: []},
    ]
    for (let round = -1; round < rounds; round++) {
      for (const {run, results} of cases) {
        const result = await run()
        if (round >= 0) results.push(result)
      }
    }
    const ms = (results) => median(results.map((result) => result.ms))
    const floorMs = ms(cases[0].results)
    const rows = cases.map(({name, results, limit, mostMs}) => ({
      name,
      ms: ms(results),
      ratio: ms(results) / floorMs,
      limit,
      mostMs,
      ...(results[0].rssMb && {rssMb: Math.max(...results.map((result) => result.rssMb))}),
    }))
    report(`stat-haproxy-${version}`, `HAProxy ${haproxy.full}, ${backends * serversEach} servers, whole processes, median of ${rounds}`, rows)
  } finally {
    await haproxy.stop()
  }
}
