import {mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import type {Installed} from '../install.mjs'
import {type Place, writeConfig, writeFiles} from './config.ts'
import {LabHaproxy} from './haproxy.ts'
import type {LabOptions} from './options.ts'
import {HaproxyProcess} from './process.ts'
import {currentWorker} from './workers.ts'

/** Starts a HAProxy in a folder of its own, with other ports when somebody was faster to take one. */
export async function startHaproxy(program: Installed, options: LabOptions): Promise<LabHaproxy> {
  const folder = mkdtempSync(join(shortFolder(), 'hactl-'))
  writeFiles(folder, options)
  for (let attempt = 1; ; attempt++) {
    const [port, tcpPort] = await freePorts()
    const haproxy = launch(program, {folder, port, tcpPort}, options)
    try {
      await answering(haproxy, options.startDeadline ?? 20_000)
      return haproxy
    } catch (error) {
      await haproxy.kill()
      if (attempt < 5 && /cannot bind|already in use/i.test(haproxy.log())) continue
      rmSync(folder, {recursive: true, force: true})
      throw error
    }
  }
}

function launch(program: Installed, place: Place, options: LabOptions): LabHaproxy {
  const config = join(place.folder, 'haproxy.cfg')
  writeConfig(config, place, options)
  const mode = options.masterWorker === false ? ['-db'] : ['-W', '-S', `${join(place.folder, 'master.sock')},level,admin`]
  return new LabHaproxy(program, place, options, new HaproxyProcess(program.binary, [...mode, '-f', config], place.folder, options.env ?? {}))
}

async function answering(haproxy: LabHaproxy, deadline: number): Promise<void> {
  const end = Date.now() + deadline
  while (haproxy.alive()) {
    if (await currentWorker(haproxy)) return
    if (Date.now() > end) throw new Error(`HAProxy ${haproxy.full} did not answer on ${haproxy.socket} within ${deadline} ms; it said:\n${haproxy.log()}`)
    await pause(10)
  }
  throw new Error(`HAProxy ${haproxy.full} ended while starting; it said:\n${haproxy.log()}`)
}

/** The path of a unix socket has 108 bytes, and HAProxy adds `.<pid>.tmp` to it. */
function shortFolder(): string {
  return tmpdir().length <= 50 ? realpathSync(tmpdir()) : '/tmp'
}

async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()]
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject)
          server.listen(0, '127.0.0.1', () => {
            const address = server.address()
            resolve(typeof address === 'object' && address ? address.port : 0)
          })
        }),
    ),
  )
  await Promise.all(
    servers.map(
      (server) =>
        new Promise((resolve) => {
          server.close(resolve)
        }),
    ),
  )
  return [ports[0] ?? 0, ports[1] ?? 0]
}
