import {spawn} from 'node:child_process'
import {cpSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What users start. */
export const hactl = join(root, 'bin/run.js')

export interface Ended {
  status: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  env?: Readonly<Record<string, string | undefined>>
  input?: string
  program?: string
  /** Told what stderr said so far. */
  onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void
}

// what the machine that runs the tests has set must not decide what they see
const neutral = {
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  COLUMNS: undefined,
  HACTL_SOCKET: undefined,
  HACTL_DEBUG: undefined,
  NODE_EXTRA_CA_CERTS: undefined,
  CI: undefined,
}

/** Runs hactl as a shell would, and waits for its end. */
export async function run(args: readonly string[], {env = {}, input = '', program = hactl, onStderr}: RunOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], {env: {...process.env, ...neutral, ...env}, stdio: ['pipe', 'pipe', 'pipe']})
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => child.on('close', (...end) => resolve(end)))
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => onStderr?.((said += chunk.toString()), (signal) => child.kill(signal)))
  // a program that reads no input may be gone before it is written
  child.stdin.on('error', () => undefined).end(input)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [status, signal] = await ended
  return {status, signal, stdout, stderr}
}

/** A line of shell, `$HACTL` being hactl: for pipes and terminals. */
export async function shell(line: string, {env = {}, program = hactl}: RunOptions = {}): Promise<Ended> {
  const HACTL = `'${process.execPath}' '${program}'`
  const child = spawn('bash', ['-c', line.replaceAll('$HACTL', HACTL)], {env: {...process.env, ...neutral, ...env}, stdio: ['ignore', 'pipe', 'pipe']})
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => child.on('close', (...end) => resolve(end)))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [status, signal] = await ended
  return {status, signal, stdout, stderr}
}

/** The real bin/run.js before commands that do one thing each (fixture/commands.mjs). */
export interface Fixture extends Disposable {
  readonly program: string
}

export function fixture(): Fixture {
  const folder = mkdtempSync(join(tmpdir(), 'hactl-fixture-'))
  cpSync(join(root, 'bin'), join(folder, 'bin'), {recursive: true})
  cpSync(join(root, 'test/commands/fixture/main.cjs'), join(folder, 'dist/main.cjs'))
  writeFileSync(join(folder, 'root.json'), JSON.stringify(root))
  return {program: join(folder, 'bin/run.js'), [Symbol.dispose]: () => rmSync(folder, {recursive: true, force: true})}
}
