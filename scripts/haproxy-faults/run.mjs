import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {connect} from 'node:net'
import {dirname, join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {findHaproxy, findSocat} from '../../test/haproxy/install.mjs'

const quickLimit = 40

/**
 * Runs one reproduction against a HAProxy of its own. @returns whether the fault was seen
 * @throws when the reproduction neither shows it nor denies it
 */
export async function reproduce({config, files, functions}, {id, code, env, takes = quickLimit}, version) {
  const program = findHaproxy(version)
  const socat = findSocat()
  if (!program || !socat) throw new Error(`HAProxy ${version} or socat is not in the lab; node test/haproxy/install.mjs installs them`)
  const folder = mkdtempSync('/tmp/hactl-fault-') // the path of a unix socket has 108 bytes
  const variables = {PATH: `${dirname(socat)}:${process.env.PATH}`, HOME: folder, LC_ALL: 'C', FAULTS: folder, BUFSIZE: '16384', THREADS: '1', ...env}
  for (const name of files) {
    mkdirSync(dirname(join(folder, name)), {recursive: true})
    writeFileSync(join(folder, name), '')
  }
  writeFileSync(join(folder, 'haproxy.cfg'), config)
  const haproxy = group(program.binary, haproxyWords(folder), variables)
  try {
    await answering(join(folder, 'admin.sock'), 'show info', haproxy)
    // a master of 2.x or 3.0 begins later than its worker
    await answering(join(folder, 'master.sock'), 'show proc', haproxy)
    const shell = group('bash', ['-c', `${functions}${code}`], variables)
    const late = setTimeout(() => shell.kill(), takes * 1000)
    const status = await shell.ended
    clearTimeout(late)
    shell.kill() // what it left in the background
    if (status === 0 || status === 1) return status === 0
    throw new Error(`${id} on ${program.full} ended with ${status ?? `no status within ${takes} s`}: ${shell.said()}`)
  } finally {
    haproxy.kill()
    await haproxy.ended
    rmSync(folder, {recursive: true, force: true})
  }
}

const haproxyWords = (folder) => [
  '-W',
  '-S',
  `${join(folder, 'master.sock')},level,admin`,
  '-p',
  join(folder, 'haproxy.pid'),
  '-f',
  join(folder, 'haproxy.cfg'),
]

/** A program and all that it starts; only these are ever killed. */
function group(program, words, env) {
  const child = spawn(program, words, {env, detached: true, stdio: ['ignore', 'ignore', 'pipe']})
  const {pid} = child
  if (pid === undefined) throw new Error(`${program} does not start`)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-2000)))
  return {
    ended: once(child, 'exit').then(([status]) => status),
    said: () => said,
    kill: () => {
      try {
        process.kill(-pid, 'SIGKILL')
      } catch {
        // nobody is left
      }
    },
  }
}

async function answering(socket, question, haproxy) {
  let over = false
  haproxy.ended.then(() => (over = true))
  for (const end = Date.now() + 20_000; !(await answers(socket, question)); await pause(10)) {
    if (over || Date.now() > end) throw new Error(`HAProxy does not answer: ${haproxy.said()}`)
  }
}

const answers = (path, question) =>
  new Promise((resolve) => {
    const socket = connect(path, () => socket.write(`${question}\n`))
    socket.setTimeout(1000, () => socket.destroy())
    socket.once('data', () => socket.destroy()).on('error', () => {})
    socket.once('data', () => resolve(true))
    socket.once('close', () => resolve(false))
  })
