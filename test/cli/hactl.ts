import {type ChildProcess, spawn} from 'node:child_process'
import {tmpdir} from 'node:os'
import {fileURLToPath} from 'node:url'
import type {LabHaproxy} from '../haproxy/lab.ts'

/** What users start. */
export const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** How one run of the command line ended. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** stdout, one character a byte. */
  readonly bytes: string
}

export interface RunOptions {
  readonly input?: string | Uint8Array
  /** stdin stays open: nobody types. */
  readonly openInput?: boolean
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** In ms; 60,000 unless said. */
  readonly deadline?: number
  /** Of another user, for a test of what may not be read. */
  readonly uid?: number
}

/** Nothing of the shell that runs the tests, so that all of them see the same. */
export const environment = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: tmpdir(),
  TMPDIR: tmpdir(),
  LANG: 'C.UTF-8',
  TERM: 'xterm',
  ...more,
})

/** A run of the command line that goes on. */
export class Running {
  readonly child: ChildProcess
  /** How it ended. @throws when it did not within its deadline */
  readonly ended: Promise<Ended>
  #stderr = ''

  constructor(args: readonly string[], {input, openInput = false, env, cwd = tmpdir(), deadline = 60_000, uid}: RunOptions = {}) {
    const options = {cwd, env: environment(env), ...(uid === undefined ? {} : {uid, gid: uid})}
    const child = spawn(process.execPath, [program, ...args], {...options, stdio: [input === undefined && !openInput ? 'ignore' : 'pipe', 'pipe', 'pipe']})
    this.child = child
    const pieces: Buffer[] = []
    child.stdout?.on('data', (bytes: Buffer) => pieces.push(bytes))
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text))
    child.stdin?.on('error', () => {}) // who is not interested in its input may leave
    if (input !== undefined) child.stdin?.end(input)
    this.ended = new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        reject(new Error(`hactl ${args.join(' ')} did not end within ${deadline} ms; on stderr: ${this.#stderr}`))
      }, deadline)
      child.on('error', reject)
      child.on('close', (status) => {
        clearTimeout(timer)
        const all = Buffer.concat(pieces)
        resolve({status, stdout: all.toString('utf8'), stderr: this.#stderr, bytes: all.toString('latin1')})
      })
    })
    this.ended.catch(() => {}) // told to whom waits for it
  }

  get stderr(): string {
    return this.#stderr
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name)
  }
}

export const hactl = (args: readonly string[], options: RunOptions = {}): Promise<Ended> => new Running(args, options).ended

/** `map sync` of a file in the folder of a HAProxy (or `-`) onto one of its maps. */
export const syncOf = (haproxy: LabHaproxy, {file = 'new.map', map = 'big.map', at = haproxy.socket}, ...more: readonly string[]): string[] => [
  'map',
  'sync',
  file === '-' ? file : haproxy.file(file),
  '--map',
  haproxy.file(map),
  '-s',
  at,
  ...more,
]

/** Flags for a load of several chunks, so that something can happen between them. */
export const inChunks = (session = 'oneshot'): string[] => ['--chunk-size', '1000', '--session', session]

/** The error that `-o json` prints. @throws when that is not what stands on stdout */
export function errorIn({stdout, stderr, status}: Ended): {
  readonly code: string
  readonly message: string
  readonly hint: string | null
  readonly target: string | null
} {
  const parsed: unknown = JSON.parse(stdout)
  if (typeof parsed === 'object' && parsed !== null && 'error' in parsed) return parsed.error as ReturnType<typeof errorIn>
  throw new Error(`no error on stdout (status ${String(status)}, stderr ${JSON.stringify(stderr)}): ${stdout.slice(0, 500)}`)
}
