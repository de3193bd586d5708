import {spawn, spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {constants} from 'node:os'
import {createInterface} from 'node:readline'
import {root} from '../commands.mjs'
import {missingSteps} from '../prepare.mjs'
import {group, Refused, tell} from './runner.mjs'

/** The command that starts hactl: the installed one, or that of this checkout, which is built where it is not. @throws Refused */
export function hactlOf({hactl}) {
  requireNode()
  if (hactl !== '') return hactl.endsWith('.js') ? [process.execPath, hactl] : [hactl]
  for (const {name, attempts} of missingSteps()) group(name, buildWith(name, attempts))
  return [process.execPath, `${root}bin/run.js`]
}

/** Debian 12 and many a runner bring an older one, on which hactl fails somewhere. */
function requireNode() {
  const {engines} = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  const needed = engines.node.replace('>=', '')
  const {node} = process.versions
  if (inOrder(node) < inOrder(needed)) throw new Refused(`Node ${needed} or later is needed, and this runner has ${node}; actions/setup-node brings one`)
}

function inOrder(version) {
  const [major, minor] = version.split('.').map(Number)
  return major * 1000 + minor
}

function buildWith(name, attempts) {
  const said = []
  for (const [program, ...args] of attempts) {
    const {status, error, stdout, stderr} = spawnSync(program, args, {cwd: root, encoding: 'utf8', maxBuffer: 1e8})
    if (error) throw new Refused(`${program} could not be started: ${error.message}`)
    said.push(...`${stdout}${stderr}`.trimEnd().split('\n'))
    if (status === 0) return said
  }
  for (const line of said) tell(line)
  throw new Refused(`${name}: \`${attempts.at(-1).join(' ')}\` failed`)
}

/** Runs it, with JSON as answer (undefined where it ended without); each line that it says meanwhile is heard. A signal is passed on. */
export async function answerOf([program, ...before], args, hear) {
  const child = spawn(program, [...before, ...args], {stdio: ['ignore', 'pipe', 'pipe']})
  const pass = (signal) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass)
  const pieces = []
  child.stdout.on('data', (bytes) => pieces.push(bytes))
  createInterface({input: child.stderr}).on('line', hear)
  try {
    const status = await new Promise((resolve, reject) => {
      child.on('error', (error) => reject(new Refused(`${program} could not be started: ${error.message}`)))
      child.on('close', (status, signal) => resolve(status ?? 128 + (constants.signals[signal] ?? 0)))
    })
    return {status, answer: parsed(Buffer.concat(pieces).toString('utf8'))}
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, pass)
  }
}

function parsed(json) {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
