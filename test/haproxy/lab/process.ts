import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'

/** HAProxy and its workers as one process group, which does not outlive us. */
export class HaproxyProcess {
  readonly #child: ChildProcess
  readonly #watcher: ChildProcess
  readonly #ended: Promise<unknown>
  #output = ''

  constructor(binary: string, args: string[], folder: string, env: Record<string, string>) {
    this.#child = spawn(binary, args, {cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, ...env}})
    this.#child.on('error', (error) => {
      this.#output += String(error)
    })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text
      })
    this.#ended = once(this.#child, 'close') // not before every worker has closed its standard error
    this.#watcher = watch(this.pid, folder)
  }

  /** Of the master, or of the only process. */
  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`HAProxy did not start: ${this.#output}`)
    return this.#child.pid
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  get output(): string {
    return this.#output
  }

  signal(signal: NodeJS.Signals): void {
    if (this.alive) process.kill(this.pid, signal)
  }

  /** SIGKILL to the master and all workers: a polite end takes 2.2 a second, and nobody reads what it would say. */
  async kill(): Promise<void> {
    if (this.#watcher.killed) return
    try {
      process.kill(-this.pid, 'SIGKILL')
    } catch {
      // nobody is left
    }
    await this.#ended
    this.#watcher.kill('SIGKILL')
  }
}

/** A shell that kills the group and removes its folder when our end of its pipe closes, however we end: no exit handler runs on SIGKILL. */
function watch(group: number, folder: string): ChildProcess {
  const watcher = spawn('sh', ['-c', 'read -r end; kill -s KILL -- "-$1"; rm -rf -- "$2"', 'sh', String(group), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watcher.unref()
  return watcher
}
