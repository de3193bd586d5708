// hactl as a process of its own, from its start to its end, and the most memory it held.
import {spawn} from 'node:child_process'
import {closeSync, openSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

const hactl = fileURLToPath(new URL('../bin/run.js', import.meta.url))

/** node reads the certificates in NODE_EXTRA_CA_CERTS at each start, 37 ms on Node 20: not what is measured. */
export function cleanEnvironment() {
  const {NODE_EXTRA_CA_CERTS: _, ...env} = process.env
  return env
}

/** @returns {Promise<{ms: number, rssMb: number, stdout: string}>} */
export const runHactl = (...args) => run('pipe', args)

/** The same, for output that is not kept. */
export const discarding = (...args) => run('ignore', args)

/** The same, with the output in a file: whoever reads a pipe takes time of the same cores. */
export async function writing(file, ...args) {
  const out = openSync(file, 'w')
  try {
    return await run(out, args)
  } finally {
    closeSync(out)
  }
}

async function run(stdout, args) {
  const start = performance.now()
  const child = spawn(process.execPath, [hactl, ...args], {stdio: ['ignore', stdout, 'pipe'], env: cleanEnvironment()})
  const text = {stdout: '', stderr: ''}
  for (const name of ['stdout', 'stderr']) child[name]?.on('data', (bytes) => (text[name] += bytes))
  let rssMb = 0
  // the kernel keeps the high-water mark, so the last look tells the most that was held until then
  const look = setInterval(() => (rssMb = Math.max(rssMb, highWater(child.pid))), 20)
  const status = await new Promise((resolve) => child.on('close', resolve))
  clearInterval(look)
  if (status !== 0) throw new Error(`hactl ${args.join(' ')} ended with ${status}: ${text.stderr}`)
  return {ms: performance.now() - start, rssMb, stdout: text.stdout}
}

function highWater(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0 // it has just ended
  }
}
