// Ten million entries onto ten million: HAProxy itself takes some 7 GB.
import {appendFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {entryLine} from './entries.mjs'
import {floor} from './floor.mjs'
import {startHaproxy} from './haproxy.mjs'
import {median, report} from './report.mjs'
import {runHactl} from './run-hactl.mjs'

const count = 10_000_000

export async function huge({version, rounds}) {
  const haproxy = await startHaproxy(version)
  try {
    const [before, after] = ['before', 'after'].map((name) => join(haproxy.folder, `${name}.new`))
    write(before, (number) => number)
    write(after, (number) => number + (number % 1000 < 10 ? 1 : 0))
    const sync = (source, ...flags) => runHactl('map', 'sync', source, '--map', haproxy.map, '-s', haproxy.socket, '-o', 'json', ...flags)
    const cases = [
      {name: 'floor: bare net loop', run: async () => ({ms: await floor(haproxy.socket, haproxy.map, after)})},
      {name: 'sync --strategy replace --verify none', run: () => sync(after, '--strategy', 'replace', '--verify', 'none'), limit: 1.2},
      {name: 'sync --strategy replace, verified', run: () => sync(after, '--strategy', 'replace')},
      {name: 'sync (auto, verified): 1 % changed', run: () => sync(after)},
    ].map((each) => ({...each, results: []}))
    for (let round = 0; round < rounds; round++) {
      for (const {name, run, results} of cases) {
        await sync(before, '--strategy', 'replace', '--verify', 'none')
        results.push(await run())
        process.stderr.write(`${name}, round ${round + 1} of ${rounds}\n`)
      }
    }
    const bare = median(cases[0].results.map(({ms}) => ms))
    const rows = cases.map(({name, limit, results}) => {
      const ms = median(results.map((each) => each.ms))
      const rss = Math.max(...results.map(({rssMb = 0}) => rssMb))
      return {name, ms, ratio: ms / bare, to: 'the floor', limit, perSecond: Math.round((count / ms) * 1000), rssMb: rss === 0 ? undefined : rss}
    })
    report(`huge-haproxy-${version}`, `HAProxy ${haproxy.full}, ${count.toLocaleString('en-US')} entries of 35 bytes, median of ${rounds}`, rows)
  } finally {
    await haproxy.stop()
  }
}

/** Piece by piece: as one string it would be longer than V8 allows. */
function write(file, value) {
  rmSync(file, {force: true})
  for (let first = 0; first < count; first += 100_000) {
    const lines = Array.from({length: 100_000}, (_, index) => entryLine(first + index, value(first + index)))
    if (first === 0) writeFileSync(file, lines.join(''))
    else appendFileSync(file, lines.join(''))
  }
}
