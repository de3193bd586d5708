import {rm} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {type Place, socketsOf} from './config.ts'
import {type Entry, type Header, readDump, readHeader} from './dump.ts'
import {HttpConnection} from './http.ts'
import {pathOf, type Question, valueOf} from './lookup.ts'
import type {LabOptions, LabVersion} from './options.ts'
import type {HaproxyProcess} from './process.ts'
import {exchange} from './socket.ts'
import {currentWorker, isLeaving} from './workers.ts'

export interface ExchangeOptions {
  /** A path or `host:port`; the admin socket unless said. */
  socket?: string
  /** In ms; 30,000 unless said. */
  deadline?: number
}

/** A running HAProxy of the lab. */
export class LabHaproxy implements AsyncDisposable {
  readonly version: LabVersion
  /** `3.2.26` */
  readonly full: string
  readonly folder: string
  readonly options: LabOptions
  readonly port: number
  readonly tcpAddress: string
  readonly sockets: {admin: string; operator: string; user: string}
  readonly socket: string
  readonly master: string
  readonly config: string
  readonly #process: HaproxyProcess
  #client: HttpConnection

  constructor(installed: {version: LabVersion; full: string}, place: Place, options: LabOptions, started: HaproxyProcess) {
    this.version = installed.version
    this.full = installed.full
    this.folder = place.folder
    this.options = options
    this.port = place.port
    this.tcpAddress = `127.0.0.1:${place.tcpPort}`
    this.sockets = socketsOf(place.folder)
    this.socket = this.sockets.admin
    this.master = join(place.folder, 'master.sock')
    this.config = join(place.folder, 'haproxy.cfg')
    this.#process = started
    this.#client = new HttpConnection(place.port)
  }

  /** The name by which HAProxy knows a map, an ACL or another file of its folder. */
  file(name: string): string {
    return join(this.folder, name)
  }

  /** One line, or a line and its payload, on a connection of its own. Bytes go out as they are; a text gets a line feed when it ends without one. */
  exchange(line: string | Uint8Array, {socket = this.socket, deadline = 30_000}: ExchangeOptions = {}): Promise<Buffer> {
    return exchange(socket, line, deadline)
  }

  /** Of the current worker. */
  async pid(): Promise<number> {
    const info = (await this.exchange('show info', {deadline: 5000})).toString('latin1')
    const pid = /^Pid: (\d+)$/m.exec(info)?.[1]
    if (!pid) throw new Error(`no Pid in ${JSON.stringify(info.slice(0, 200))}`)
    return Number(pid)
  }

  /** Of the master, or of the only process. */
  get masterPid(): number {
    return this.#process.pid
  }

  /** The entries of a map or an ACL file, of its current version or of another one; latin1, so that each character is a byte. */
  async dump(name: string, version?: number): Promise<Entry[]> {
    const at = version === undefined ? '' : `@${version} `
    return readDump(await this.#ask(`show ${this.#kind(name)} ${at}${this.#reference(name)}`), this.#kind(name))
  }

  async header(name: string): Promise<Header> {
    return readHeader(await this.#ask(`show ${this.#kind(name)}`), this.file(name))
  }

  /** What traffic gets for a sample from a map, both latin1 as in `dump`; undefined when no key matches. */
  lookup(map: string, sample: string): Promise<string | undefined> {
    return this.#answer({map, sample})
  }

  /** Whether an ACL file matches a sample, for traffic. */
  async matches(acl: string, sample: string): Promise<boolean> {
    return (await this.#answer({acl, sample})) === 'match'
  }

  /** The path of an HTTP request that looks a sample up, for another client than ours. */
  path(question: Question): string {
    return pathOf(question)
  }

  /** SIGUSR2 to the master; done when a new worker answers on the socket and the one before no longer accepts. */
  async reload(deadline = 20_000): Promise<void> {
    if (this.options.masterWorker === false) throw new Error('only a master can reload')
    const before = await this.pid()
    this.#process.signal('SIGUSR2')
    for (const end = Date.now() + deadline; !(await this.#replaced(before)); await pause(10)) {
      if (Date.now() > end) throw new Error(`no new worker of HAProxy ${this.full} answered within ${deadline} ms of the reload; it said:\n${this.log()}`)
    }
    this.#client.close()
  }

  /** SIGKILL to master and workers. */
  async kill(): Promise<void> {
    await this.#process.kill()
    this.#client.close()
  }

  /** Whether the master, or the only process, runs. It goes when its worker crashes. */
  alive(): boolean {
    return this.#process.alive
  }

  /** What HAProxy has printed so far. */
  log(): string {
    return this.#process.output
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    await rm(this.folder, {recursive: true, force: true})
  }

  async #answer(question: Question): Promise<string | undefined> {
    return valueOf(question, await this.#client.get(pathOf(question)), this.options)
  }

  async #ask(line: string): Promise<string> {
    return (await this.exchange(`set timeout cli 60;${line}`, {deadline: 60_000})).toString('latin1').replace(/^\n/, '')
  }

  async #replaced(before: number): Promise<boolean> {
    const worker = await currentWorker(this)
    return worker !== undefined && worker !== before && (await isLeaving(this, before))
  }

  #kind(name: string): 'map' | 'acl' {
    return name in (this.options.acls ?? {}) && !(name in (this.options.maps ?? {})) ? 'acl' : 'map'
  }

  #reference(name: string): string {
    return name.startsWith('#') ? name : this.file(name).replace(/[\\ ;]/g, '\\$&')
  }
}
