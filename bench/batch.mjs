// 100,000 `set map` commands from a file, against bare clients: a pipelined session (3.2 and later), or lines joined with `;`, a connection each (before).
import {spawn} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {startHaproxy} from './haproxy.mjs'
import {median, report} from './report.mjs'
import {cleanEnvironment, writing} from './run-hactl.mjs'

const count = 100_000
const keys = 1000

async function bare(kind, socket, file) {
  const start = performance.now()
  const client = fileURLToPath(new URL('bare-batch.mjs', import.meta.url))
  const child = spawn(process.execPath, [client, kind, socket, file], {stdio: ['ignore', 'pipe', 'inherit'], env: cleanEnvironment()})
  let answers = ''
  child.stdout.on('data', (text) => (answers += text))
  const status = await new Promise((resolve) => child.on('close', resolve))
  if (status !== 0 || Number(answers) !== count) throw new Error(`the bare client ended with ${status} and ${answers} answers`)
  return {ms: performance.now() - start}
}

export async function batch({version, rounds}) {
  const haproxy = await startHaproxy(version, Array.from({length: keys}, (_, key) => `/path/${key} be_first\n`).join(''))
  try {
    const [file, records] = [join(haproxy.folder, 'batch.txt'), join(haproxy.folder, 'records.json')]
    writeFileSync(file, Array.from({length: count}, (_, at) => `set map ${haproxy.map} /path/${at % keys} be_${at}\n`).join(''))
    const hactl = async (...flags) => {
      const result = await writing(records, 'batch', file, '-s', haproxy.socket, '-o', 'json', ...flags)
      if (readFileSync(records, 'utf8').split('"ok":true').length - 1 !== count) throw new Error('not all commands were acknowledged')
      return result
    }
    const kind = Number(version) >= 3.2 ? 'session' : 'joined'
    const name = kind === 'session' ? 'node: a pipelined session (`prompt i`)' : 'node: lines joined with `;`, a connection each'
    const cases = [
      {name, run: () => bare(kind, haproxy.socket, file), results: []},
      {name: 'hactl batch --keep-going -o json', run: () => hactl('--keep-going'), least: 0.8, results: []},
      {name: 'hactl batch -o json (each waits for the one before)', run: () => hactl(), results: []},
    ]
    for (let round = -1; round < rounds; round++) {
      for (const {run, results} of cases) {
        const result = await run()
        if (round >= 0) results.push(result)
      }
    }
    const ms = ({results}) => median(results.map((result) => result.ms))
    const rows = cases.map((each) => ({
      name: each.name,
      ms: ms(each),
      ratio: ms(cases[0]) / ms(each),
      to: 'the rate',
      least: each.least,
      perSecond: Math.round((count / ms(each)) * 1000),
      ...(each.results[0].rssMb && {rssMb: Math.max(...each.results.map(({rssMb}) => rssMb))}),
    }))
    report(`batch-haproxy-${version}`, `HAProxy ${haproxy.full}, ${count.toLocaleString('en-US')} set map commands, whole processes, median of ${rounds}`, rows)
  } finally {
    await haproxy.stop()
  }
}
