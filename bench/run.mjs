// `npm run bench [-- --rounds N] [--haproxy 3.2] [--entries N]`: hactl beside the floor and beside what people use, in turn in one run, so that a busy moment
// of the machine falls on all alike. Prints a table and writes it to bench/results/.
import {mkdirSync, writeFileSync} from 'node:fs'
import {cpus} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'
import {writeEntries} from './entries.mjs'
import {floor} from './floor.mjs'
import {startHaproxy} from './haproxy.mjs'
import {runHactl} from './run-hactl.mjs'
import {startRows} from './start.mjs'
import {connectionPerEntry, socatPerChunk} from './what-people-use.mjs'

const {values} = parseArgs({
  options: {
    rounds: {type: 'string', default: '5'},
    haproxy: {type: 'string', default: '3.2'},
    entries: {type: 'string', default: '1000000'},
    'no-socat': {type: 'boolean', default: false},
  },
})
const [rounds, count] = [Number(values.rounds), Number(values.entries)]
const few = 10_000

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)]

const haproxy = await startHaproxy(values.haproxy)
const file = (name) => join(haproxy.folder, name)
const [before, after, others, reordered, small] = ['before', 'after', 'others', 'reordered', 'small'].map((name) => file(`${name}.new`))
writeEntries(before, count)
writeEntries(after, count, {changed: 10})
writeEntries(others, count, {first: count})
writeEntries(reordered, count, {shuffled: true})
writeEntries(small, few)

const sync = (source, ...flags) => runHactl('map', 'sync', source, '--map', haproxy.map, '-s', haproxy.socket, '-o', 'json', ...flags)
/** What the map holds before a measurement is not measured. */
const put = (source) => sync(source, '--strategy', 'replace', '--verify', 'none')

const cases = [
  {name: 'floor: bare net loop', setUp: before, run: async () => ({ms: await floor(haproxy.socket, haproxy.map, after)})},
  {name: 'sync --strategy replace --verify none', setUp: before, run: () => sync(after, '--strategy', 'replace', '--verify', 'none'), limit: 1.2},
  {name: 'sync (auto, verified): 1 % changed', setUp: before, run: () => sync(after), limit: 1.6, strategy: 'replace'},
  {name: 'sync (auto, verified): all other keys', setUp: others, run: () => sync(after), limit: 1.6, strategy: 'replace'},
  {name: 'sync (auto, verified): 1 % changed, another order', setUp: reordered, run: () => sync(after), limit: 2, strategy: 'replace'},
  {name: 'sync (auto): identical', setUp: before, run: () => sync(before), strategy: 'none'},
]

const measured = new Map(cases.map(({name}) => [name, []]))
try {
  await put(before)
  for (let round = 0; round < rounds; round++) {
    for (const {name, setUp, run, strategy} of cases) {
      await put(setUp)
      const result = await run()
      if (strategy && JSON.parse(result.stdout).strategy !== strategy) throw new Error(`${name}: ${result.stdout}`)
      measured.get(name).push(result)
    }
    process.stderr.write(`round ${round + 1} of ${rounds}\n`)
  }
  const rows = mapRows()
  rows.push(...(await otherWays(rows)))
  rows.push(...startRows({socket: haproxy.socket}).map(({name, medianMs, ratio, limit}) => ({name, ms: medianMs, ratio, limit})))
  report(rows)
} finally {
  await haproxy.stop()
}

function mapRows() {
  const ms = (name) => median(measured.get(name).map((each) => each.ms))
  const [bare] = cases
  const full = ms('sync (auto, verified): 1 % changed')
  return cases.map(({name, limit, strategy}) => {
    const rss = Math.max(...measured.get(name).map(({rssMb = 0}) => rssMb))
    const identical = strategy === 'none'
    return {
      name,
      ms: ms(name),
      ratio: ms(name) / (identical ? full : ms(bare.name)),
      to: identical ? 'a full sync' : 'the floor',
      limit: identical ? 0.3 : limit,
      perSecond: Math.round((count / ms(name)) * 1000),
      rssMb: rss === 0 ? undefined : Math.round(rss),
    }
  })
}

async function otherWays(rows) {
  const full = rows.find(({name}) => name === 'sync (auto, verified): 1 % changed').ms
  const bySocat = values['no-socat'] ? undefined : await socatPerChunk(haproxy, after)
  const byEntry = await connectionPerEntry(haproxy, small)
  const ways = [{name: `one connection an entry (${few} entries)`, ms: byEntry, perSecond: Math.round((few / byEntry) * 1000)}]
  if (bySocat)
    ways.unshift({
      name: 'one socat process a 15 kB chunk',
      ms: bySocat,
      ratio: bySocat / full,
      to: 'a full sync',
      least: 12,
      perSecond: Math.round((count / bySocat) * 1000),
    })
  return ways
}

function report(rows) {
  const kept = ({limit, least, ratio, rssMb}) =>
    (limit === undefined || ratio <= limit) && (least === undefined || ratio >= least) && (rssMb === undefined || rssMb < 200)
  const cells = rows.map((row) => [
    row.name,
    row.ms.toFixed(row.ms < 1000 ? 1 : 0),
    row.ratio ? `${row.ratio.toFixed(2)} x ${row.to ?? ''}`.trim() : '',
    row.limit ? `<= ${row.limit}` : row.least ? `>= ${row.least}` : '',
    row.perSecond ? row.perSecond.toLocaleString('en-US') : '',
    row.rssMb ? String(row.rssMb) : '',
    kept(row) ? '' : 'MISSED',
  ])
  const head = ['way', 'ms', 'ratio', 'limit', 'entries/s', 'peak RSS MB', '']
  const machine = `HAProxy ${haproxy.full}, ${count.toLocaleString('en-US')} entries of 35 bytes, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, median of ${rounds}`
  const table = [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n')
  console.log(`${machine}\n\n${table}`)
  const folder = fileURLToPath(new URL('results/', import.meta.url))
  mkdirSync(folder, {recursive: true})
  const name = `map-sync-haproxy-${values.haproxy}-node-${process.versions.node.split('.')[0]}`
  writeFileSync(join(folder, `${name}.md`), `${machine}\n\n${table}\n`)
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({date: new Date().toISOString(), machine, rows}, undefined, 2)}\n`)
}
