// `hactl table dump` of many entries, against a node process that reads the same answer to its end and throws it away; the table is filled by `table restore`.
import {spawn} from 'node:child_process'
import {closeSync, openSync, writeFileSync, writeSync} from 'node:fs'
import {join} from 'node:path'
import {startHaproxy} from './haproxy.mjs'
import {median, report} from './report.mjs'
import {cleanEnvironment, discarding, runHactl} from './run-hactl.mjs'

const section = (entries) => `backend counters
  stick-table type ip size ${entries + 1000} expire 24h store gpc0,gpc0_rate(10s),http_req_cnt,http_req_rate(10s),bytes_in_cnt`

const reader = (socket) =>
  `require('node:net').connect(${JSON.stringify(socket)}, function () { this.write('set timeout cli 60;show table counters\\n') }).resume()`

/** A dump as HAProxy would have written it. */
function writeDump(file, entries) {
  const out = openSync(file, 'w')
  writeSync(out, `# table: counters, type: ip, size:${entries}, used:${entries}\n`)
  for (let from = 0; from < entries; from += 10_000) {
    const lines = Array.from({length: Math.min(10_000, entries - from)}, (_, offset) => {
      const index = from + offset
      const key = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`
      return `0x1: key=${key} use=0 exp=1 shard=0 gpc0=${index % 7} gpc0_rate(10000)=${index % 50} http_req_cnt=${index} http_req_rate(10000)=${index % 90} bytes_in_cnt=${index * 1000}\n`
    })
    writeSync(out, lines.join(''))
  }
  closeSync(out)
}

async function bare(socket) {
  const start = performance.now()
  const child = spawn(process.execPath, ['-e', reader(socket)], {stdio: ['ignore', 'ignore', 'inherit'], env: cleanEnvironment()})
  const status = await new Promise((resolve) => child.on('close', resolve))
  if (status !== 0) throw new Error(`the bare reader ended with ${status}`)
  return {ms: performance.now() - start}
}

export async function table({version, rounds, entries}) {
  const haproxy = await startHaproxy(version, '/first be_first\n', section(entries))
  try {
    const [file, copy] = [join(haproxy.folder, 'counters.table'), join(haproxy.folder, 'copy.table')]
    writeDump(file, entries)
    const at = ['-s', haproxy.socket]
    const restored = await runHactl('table', 'restore', file, ...at, '--json')
    if (JSON.parse(restored.stdout).restored !== entries) throw new Error(`not all entries were restored: ${restored.stdout}`)
    writeFileSync(file, '')
    const floor = 'node: show table, read and thrown away'
    const cases = [
      {name: floor, run: () => bare(haproxy.socket), results: []},
      {name: 'hactl table dump', run: () => discarding('table', 'dump', 'counters', ...at), limit: 2, results: []},
      {name: 'hactl table dump FILE', run: () => runHactl('table', 'dump', 'counters', copy, ...at), results: []},
      {name: 'hactl table top', run: () => runHactl('table', 'top', 'counters', ...at), results: []},
    ]
    for (let round = -1; round < rounds; round++) {
      for (const {run, results} of cases) {
        const result = await run()
        if (round >= 0) results.push(result)
      }
    }
    const ms = (results) => median(results.map((result) => result.ms))
    const rows = cases.map(({name, results, limit}) => ({
      name,
      ms: ms(results),
      ratio: ms(results) / ms(cases[0].results),
      limit,
      perSecond: Math.round((entries / ms(results)) * 1000),
      ...(results[0].rssMb && {rssMb: Math.max(...results.map((result) => result.rssMb))}),
    }))
    rows.push({name: 'hactl table restore FILE (once)', ms: restored.ms, perSecond: Math.round((entries / restored.ms) * 1000), rssMb: restored.rssMb})
    report(`table-haproxy-${version}`, `HAProxy ${haproxy.full}, a stick table of ${entries} entries, whole processes, median of ${rounds}`, rows)
  } finally {
    await haproxy.stop()
  }
}
