// A whole map, hactl beside the floor and beside what people use, in turn in one run, so that a busy moment of the machine falls on all alike.
import {join} from 'node:path'
import {writeEntries} from './entries.mjs'
import {floor} from './floor.mjs'
import {startHaproxy} from './haproxy.mjs'
import {median, report} from './report.mjs'
import {runHactl} from './run-hactl.mjs'
import {connectionPerEntry, shellRecipe, socatPerChunk} from './what-people-use.mjs'

const few = 10_000
const names = {
  floor: 'floor: bare net loop',
  reorderedFloor: 'floor, onto another order',
  full: 'sync (auto, verified): 1 % changed',
  trusting: 'sync --strategy replace --verify none',
}

export async function mapSync({version, rounds, entries: count, socat}) {
  const haproxy = await startHaproxy(version)
  try {
    const files = contents(haproxy.folder, count)
    const measured = await inTurn(haproxy, files, rounds)
    const rows = [...rowsOf(measured, count)]
    rows.push(...(await otherWays(haproxy, files, rows, {count, socat})))
    report(
      `map-sync-haproxy-${version}`,
      `HAProxy ${haproxy.full}, ${count.toLocaleString('en-US')} entries of 35 bytes, whole processes, median of ${rounds}`,
      rows,
    )
  } finally {
    await haproxy.stop()
  }
}

function contents(folder, count) {
  const [before, after, others, reordered, small] = ['before', 'after', 'others', 'reordered', 'small'].map((name) => join(folder, `${name}.new`))
  writeEntries(before, count)
  writeEntries(after, count, {changed: 10})
  writeEntries(others, count, {first: count})
  writeEntries(reordered, count, {shuffled: true})
  writeEntries(small, few)
  return {before, after, others, reordered, small}
}

function casesOf({socket, map}, {before, after, others, reordered}) {
  const sync = (source, ...flags) => runHactl('map', 'sync', source, '--map', map, '-s', socket, '-o', 'json', ...flags)
  const bare = async () => ({ms: await floor(socket, map, after)})
  return [
    {name: names.floor, setUp: before, run: bare},
    {name: names.trusting, setUp: before, run: () => sync(after, '--strategy', 'replace', '--verify', 'none'), limit: 1.2},
    {name: `${names.trusting} --session oneshot`, setUp: before, run: () => sync(after, '--strategy', 'replace', '--verify', 'none', '--session', 'oneshot')},
    {name: names.full, setUp: before, run: () => sync(after), limit: 1.6, strategy: 'replace'},
    {name: 'sync (auto, verified): all other keys', setUp: others, run: () => sync(after), limit: 1.6, strategy: 'replace'},
    {name: names.reorderedFloor, setUp: reordered, run: bare},
    {name: 'sync (auto, verified): 1 % changed, another order', setUp: reordered, run: () => sync(after), limit: 2, strategy: 'replace'},
    {name: 'sync (auto): identical', setUp: before, run: () => sync(before), strategy: 'none'},
  ]
}

async function inTurn(haproxy, files, rounds) {
  const cases = casesOf(haproxy, files).map((each) => ({...each, results: []}))
  /** What the map holds before a measurement is not measured. */
  const put = (source) => runHactl('map', 'sync', source, '--map', haproxy.map, '-s', haproxy.socket, '--strategy', 'replace', '--verify', 'none', '-q')
  await put(files.before)
  for (let round = 0; round < rounds; round++) {
    for (const {name, setUp, run, strategy, results} of cases) {
      await put(setUp)
      const result = await run()
      if (strategy && JSON.parse(result.stdout).strategy !== strategy) throw new Error(`${name}: ${result.stdout}`)
      results.push(result)
    }
    process.stderr.write(`round ${round + 1} of ${rounds}\n`)
  }
  return cases
}

function rowsOf(measured, count) {
  const ms = (name) => median(measured.find((each) => each.name === name).results.map((each) => each.ms))
  return measured.map(({name, limit, strategy, results}) => {
    const rss = Math.max(...results.map(({rssMb = 0}) => rssMb))
    const identical = strategy === 'none'
    return {
      name,
      ms: ms(name),
      ratio: ms(name) / ms(identical ? names.full : names.floor),
      to: identical ? 'a full sync' : 'the floor',
      limit: identical ? 0.3 : limit,
      perSecond: Math.round((count / ms(name)) * 1000),
      rssMb: rss === 0 ? undefined : rss,
    }
  })
}

async function otherWays(haproxy, {after, small}, rows, {count, socat}) {
  const ms = (wanted) => rows.find(({name}) => name === wanted).ms
  const byEntry = await connectionPerEntry(haproxy, small)
  const ways = [{name: `one connection an entry (${few} entries)`, ms: byEntry, perSecond: Math.round((few / byEntry) * 1000)}]
  const bySocat = socat ? await socatPerChunk(haproxy, after) : undefined
  const byShell = socat ? await shellRecipe(haproxy, after) : undefined
  if (bySocat === undefined || byShell === undefined) return ways
  const name = 'one socat process a 15 kB chunk'
  const perSecond = Math.round((count / bySocat) * 1000)
  // socat verifies nothing: beside it stands the sync that does not, either
  ways.unshift(
    {name, ms: bySocat, ratio: bySocat / ms(names.trusting), to: 'a sync that trusts the answers', least: 12, perSecond},
    {name, ms: bySocat, ratio: bySocat / ms(names.full), to: 'a full sync', perSecond},
    {name: `${name}, as a shell script`, ms: byShell, ratio: byShell / ms(names.full), to: 'a full sync', perSecond: Math.round((count / byShell) * 1000)},
  )
  return ways
}
