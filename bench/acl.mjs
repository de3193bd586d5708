// 200,000 patterns of an ACL, half of them with blanks, against as many entries of a map, line for line of the same length.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {entryLine} from './entries.mjs'
import {startHaproxy} from './haproxy.mjs'
import {median, report} from './report.mjs'
import {runHactl} from './run-hactl.mjs'

const count = 200_000

/** A pattern takes the whole line: with a blank in it, or with none. */
const kinds = {
  map: () => true,
  half: (number) => number % 2 === 0,
  runs: (number) => Math.floor(number / 1000) % 2 === 0,
  plain: () => false,
}

/** No pattern of one generation stands in the other. */
function writeLines(file, hasBlank, generation) {
  const lines = Array.from({length: count}, (_, index) => {
    const line = entryLine(index + generation * count, index)
    return hasBlank(index) ? line : line.replace(' ', '_')
  })
  writeFileSync(file, lines.join(''))
}

export async function acl({version, rounds}) {
  const folder = mkdtempSync(join(tmpdir(), 'hactl-bench-acl-'))
  const running = join(folder, 'big.acl')
  writeFileSync(running, '/first\n')
  const section = `frontend acls\n  bind unix@${folder}/http.sock\n  http-request deny if { path -f ${running} }\n`
  const haproxy = await startHaproxy(version, '/first be_first\n', section)
  try {
    const sources = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, [0, 1].map((generation) => join(folder, `${kind}-${generation}`))]))
    for (const [kind, files] of Object.entries(sources)) for (const [generation, file] of files.entries()) writeLines(file, kinds[kind], generation)
    const sync = async (noun, name, file) => {
      const result = await runHactl(noun, 'sync', file, `--${noun}`, name, '-s', haproxy.socket, '-o', 'json')
      const {entries, verified} = JSON.parse(result.stdout)
      if (entries !== count || !verified) throw new Error(result.stdout)
      return result
    }
    const patterns = (kind) => (round) => sync('acl', running, sources[kind][round % 2])
    const cases = [
      {name: 'map sync: 200,000 entries', run: (round) => sync('map', haproxy.map, sources.map[round % 2])},
      {name: 'acl sync: 200,000 patterns, half with blanks, in turn', run: patterns('half')},
      {name: 'acl sync: 200,000 patterns, half with blanks, in runs of 1,000', run: patterns('runs')},
      {name: 'acl sync: 200,000 patterns, none with blanks', run: patterns('plain')},
    ].map((each) => ({...each, results: []}))
    // the first two rounds fill both and are not measured
    for (let round = 0; round < rounds + 2; round++) {
      for (const {run, results} of cases) {
        const result = await run(round)
        if (round >= 2) results.push(result)
      }
    }
    const ms = ({results}) => median(results.map((result) => result.ms))
    const rows = cases.map((each, index) => ({
      name: each.name,
      ms: ms(each),
      ...(index > 0 && {ratio: ms(each) / ms(cases[0]), to: 'as many map entries'}),
      perSecond: Math.round((count / ms(each)) * 1000),
      rssMb: Math.max(...each.results.map(({rssMb}) => rssMb)),
    }))
    report(`acl-haproxy-${version}`, `HAProxy ${haproxy.full}, lines of 35 bytes, all of them new, whole processes, median of ${rounds}`, rows)
  } finally {
    await haproxy.stop()
    rmSync(folder, {recursive: true, force: true})
  }
}
