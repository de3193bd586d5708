// A HAProxy for measuring: one map, two threads, a unix socket.
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {connect} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {findHaproxy} from '../test/haproxy/install.mjs'

/** @returns {Promise<{version: string, full: string, folder: string, socket: string, map: string, stop(): Promise<void>}>} */
export async function startHaproxy(version, entries = '/first be_first\n', sections = '') {
  const program = findHaproxy(version)
  if (!program) throw new Error(`HAProxy ${version} is not in the lab; node test/haproxy/install.mjs installs it`)
  const folder = mkdtempSync(join(tmpdir(), 'hactl-bench-'))
  const [socket, map, config] = [join(folder, 's.sock'), join(folder, 'big.map'), join(folder, 'h.cfg')]
  writeFileSync(map, entries)
  writeFileSync(config, `${configuration(folder, socket, map)}${sections}\n`)
  const child = spawn(program.binary, ['-db', '-f', config], {stdio: ['ignore', 'ignore', 'pipe']})
  let log = ''
  child.stderr.on('data', (text) => (log += text))
  const gone = once(child, 'exit')
  await answering(socket, child, () => log)
  const stop = async () => {
    child.kill('SIGKILL')
    await gone
    rmSync(folder, {recursive: true, force: true})
  }
  return {version, full: program.full, folder, socket, map, stop}
}

const configuration = (folder, socket, map) => `global
  stats socket ${socket} mode 600 level admin
  stats timeout 5m
  nbthread 2
defaults
  mode http
  timeout client 10s
  timeout server 10s
  timeout connect 1s
frontend f
  bind unix@${folder}/http.sock
  http-request return status 200 content-type text/plain lf-string "%[path,map_str(${map},none)]"
`

async function answering(socket, child, log) {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`HAProxy ended: ${log()}`)
    const open = await new Promise((resolve) => {
      const connection = connect(socket, () => resolve(true))
      connection.on('error', () => resolve(false))
      connection.once('connect', () => connection.destroy())
    })
    if (open) return
    await delay(20)
  }
  throw new Error('HAProxy did not open its socket within 4 s')
}
