// A few changes in a large map: by patch, beside a whole sync of the same change, in turn in one run.
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {entryLine, writeEntries} from './entries.mjs'
import {startHaproxy} from './haproxy.mjs'
import {median, report} from './report.mjs'
import {runHactl} from './run-hactl.mjs'

const changes = 100

export async function patch({version, rounds, entries: count}) {
  const haproxy = await startHaproxy(version)
  try {
    const [before, after] = ['before', 'after'].map((name) => join(haproxy.folder, `${name}.new`))
    writeEntries(before, count)
    writeChanged(after, count)
    const sync = (source, ...flags) => runHactl('map', 'sync', source, '--map', haproxy.map, '-s', haproxy.socket, '-o', 'json', ...flags)
    const put = (source) => sync(source, '--strategy', 'replace', '--verify', 'none')
    const results = {full: [], patch: [], back: []}
    for (let round = 0; round < rounds; round++) {
      await put(before)
      results.full.push(await sync(after))
      await put(before)
      results.patch.push(expecting(await sync(after, '--strategy', 'patch')))
      // now the order of the map is not that of the file any more
      results.back.push(expecting(await sync(before, '--strategy', 'patch')))
      process.stderr.write(`round ${round + 1} of ${rounds}\n`)
    }
    const ms = (name) => median(results[name].map((each) => each.ms))
    const rss = (name) => Math.max(...results[name].map(({rssMb}) => rssMb))
    const row = (name, key) => ({name, ms: ms(key), ratio: ms(key) / ms('full'), to: 'a full sync', limit: 0.5, rssMb: rss(key)})
    report(`patch-haproxy-${version}`, `HAProxy ${haproxy.full}, ${changes} changes in ${count.toLocaleString('en-US')} entries, median of ${rounds}`, [
      {name: 'sync (auto, verified)', ms: ms('full'), rssMb: rss('full')},
      row('sync --strategy patch (verified)', 'patch'),
      row('the same back, onto what the patch has left', 'back'),
    ])
  } finally {
    await haproxy.stop()
  }
}

/** All over the file a third of the changes each: another value, a line that goes, a line that comes. */
function writeChanged(file, count) {
  const [every, lines] = [Math.floor(count / changes), []]
  for (let number = 0; number < count; number++) {
    const which = number % every === 1 ? Math.floor(number / every) % 3 : -1
    if (which !== 1) lines.push(entryLine(number, which === 0 ? number + 1 : number))
    if (which === 2) lines.push(entryLine(number + count, number))
  }
  writeFileSync(file, lines.join(''))
}

function expecting(result) {
  const {strategy, added, changed, removed} = JSON.parse(result.stdout)
  if (strategy !== 'patch' || added + changed + removed !== changes) throw new Error(`not a patch of ${changes} changes: ${result.stdout}`)
  return result
}
