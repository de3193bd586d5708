// How long it takes until hactl has answered, against node doing nothing and node asking HAProxy without any library.
// `node bench/start.mjs`; with HACTL_BENCH_SOCKET=ADDR also a command that talks to HAProxy.
import {spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'

const hactl = fileURLToPath(new URL('../bin/run.js', import.meta.url))
const exchange = (socket) => `
  const client = require('node:net').connect(${JSON.stringify(socket)})
  let text = ''
  client.setEncoding('utf8').on('data', (data) => (text += data)).on('end', () => process.stdout.write(text)).end('show map\\n')
`
const warmups = 3

const limit = 2.3

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)]

function once(args) {
  // node reads the certificates in NODE_EXTRA_CA_CERTS at each start, 37 ms on Node 20: not what is measured
  const {NODE_EXTRA_CA_CERTS: _, ...env} = process.env
  const begun = performance.now()
  const {status, stderr} = spawnSync(process.execPath, args, {stdio: ['ignore', 'ignore', 'pipe'], env, encoding: 'utf8'})
  const took = performance.now() - begun
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`)
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

/**
 * @param socket path of a HAProxy's socket; without one only what needs none is measured
 * @returns rows {name, medianMs, ratio, limit}: ratio to what stands before it as its floor, which has ratio 1 and no limit
 */
export function startRows({socket = process.env.HACTL_BENCH_SOCKET, rounds = 25} = {}) {
  const bare = {name: "node -e ''", args: ['-e', '']}
  const programs = [
    bare,
    {name: 'hactl version --client', args: [hactl, 'version', '--client'], floor: bare, limit},
    {name: 'hactl --version', args: [hactl, '--version'], floor: bare, limit},
  ]
  if (socket) {
    const floor = {name: 'node: show map over node:net', args: ['-e', exchange(socket)]}
    programs.push(floor, {name: 'hactl map list', args: [hactl, 'map', 'list', '-s', socket], floor, limit: 2.6})
  }
  const measured = medians(programs, rounds)
  return programs.map(({name, floor, limit: most}) => {
    const medianMs = measured.get(name)
    return {name, medianMs, ratio: floor ? medianMs / measured.get(floor.name) : 1, limit: most}
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const {name, medianMs, ratio, limit: most} of startRows()) {
    console.log(`${name.padEnd(32)} ${medianMs.toFixed(1).padStart(7)} ms  ${ratio.toFixed(2)} x${most ? `  (limit ${most})` : ''}`)
  }
}
