// How long it takes until hactl has answered, against node doing nothing and node asking HAProxy without any library.
import {spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'
import {startHaproxy} from './haproxy.mjs'
import {median, report} from './report.mjs'
import {cleanEnvironment} from './run-hactl.mjs'

const hactl = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const exchange = (socket, ...lines) => `
  const lines = ${JSON.stringify(lines)}
  const ask = () => {
    const client = require('node:net').connect(${JSON.stringify(socket)})
    let text = ''
    client.setEncoding('utf8').on('data', (data) => (text += data)).on('end', () => {
      process.stdout.write(text)
      if (lines.length > 0) ask()
    }).end(lines.shift() + '\\n')
  }
  ask()
`
const warmups = 3

const limit = 2.3
/** To node that asks HAProxy one line and prints the answer. */
const askingLimit = 2.6

/** Commands that ask HAProxy, and the line of HAProxy that holds what they show. */
const asking = [
  ['map list', 'show map'],
  ['stat', 'show stat'],
  ['info', 'show info'],
  ['server list', 'show servers state'],
]

/** What `hactl doctor` asks, a connection each, since each question follows from the answer before: who that is, what there is, then for the one map of this HAProxy how it matches, what it holds, and whether that stood still. */
const examination = (map) => [
  'show info typed;show cli level;show pools match buffer;show pools match trash',
  'show cli sockets;show info typed;show map;show acl',
  `get map ${map} 0`,
  `set timeout cli 3600;show info typed;show map ${map}`,
  'show info typed;show map',
]

function once(args) {
  const options = {stdio: ['ignore', 'ignore', 'pipe'], env: cleanEnvironment(), encoding: 'utf8'}
  const begun = performance.now()
  const {status, stderr} = spawnSync(process.execPath, args, options)
  const took = performance.now() - begun
  // 6 is what `doctor` ends with where it has something to say
  if (status !== 0 && status !== 6) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`)
  return took
}

/** Medians of interleaved rounds, so that a busy moment of the machine falls on all alike. */
function medians(programs, rounds) {
  const times = new Map(programs.map(({name}) => [name, []]))
  for (let round = -warmups; round < rounds; round++) {
    for (const {name, args} of programs) {
      const took = once(args)
      if (round >= 0) times.get(name).push(took)
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]))
}

/** Each command beside what it cannot be faster than: that has ratio 1 and no limit. */
function programsFor({socket, map}) {
  const bare = {name: "node -e ''", args: ['-e', '']}
  const floors = new Map(
    [...new Set(asking.map(([, line]) => line))].map((line) => [line, {name: `node: ${line} over node:net`, args: ['-e', exchange(socket, line)]}]),
  )
  const lines = examination(map)
  const examining = {name: `node: the ${lines.length} exchanges of hactl doctor over node:net`, args: ['-e', exchange(socket, ...lines)]}
  return [
    bare,
    {name: 'hactl version --client', args: [hactl, 'version', '--client'], floor: bare, limit},
    {name: 'hactl --version', args: [hactl, '--version'], floor: bare, limit},
    ...floors.values(),
    ...asking.map(([command, line]) => ({
      name: `hactl ${command}`,
      args: [hactl, ...command.split(' '), '-s', socket],
      floor: floors.get(line),
      limit: askingLimit,
    })),
    examining,
    {name: 'hactl doctor', args: [hactl, 'doctor', '-s', socket], floor: examining, limit: askingLimit},
  ]
}

const leastRounds = 25

export async function start({version, rounds}) {
  const haproxy = await startHaproxy(version)
  try {
    const programs = programsFor(haproxy)
    const most = Math.max(rounds, leastRounds)
    const measured = medians(programs, most)
    const rows = programs.map(({name, floor, limit: highest}) => {
      const ms = measured.get(name)
      return {name, ms, ratio: floor ? ms / measured.get(floor.name) : 1, to: floor?.name, limit: highest}
    })
    report(`start-haproxy-${version}`, `HAProxy ${haproxy.full}, one map of one entry, whole processes, median of ${most}`, rows)
  } finally {
    await haproxy.stop()
  }
}
