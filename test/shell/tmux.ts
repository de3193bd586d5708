import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'vitest'
import {environment, program} from '../cli/hactl.ts'

export const hasTmux = spawnSync('tmux', ['-V']).status === 0

const word = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

interface TmuxOptions {
  readonly columns?: number
  readonly rows?: number
  readonly flags?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A person in front of `hactl shell` in a terminal of tmux, which can be resized, and in which other programs draw, too. */
export class TmuxShell implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'hactl-tmux-'))

  constructor(socket: string, {columns = 100, rows = 24, flags = [], env = {}}: TmuxOptions = {}) {
    const command = ['env', '-u', 'TMUX', process.execPath, program, 'shell', '-s', socket, ...flags].map(word).join(' ')
    const size = ['-x', String(columns), '-y', String(rows)]
    // the shell around it tells when hactl has left, and in which state it left the terminal
    const all = {...environment(), XDG_STATE_HOME: this.folder, ...env}
    const modes = `'${this.folder}/modes'`
    const asBefore = `stty -g | diff - ${modes} && echo as before`
    const stopped = `if [ $status = 148 ]; then echo stopped; ${asBefore}; read -r _; fg; status=$?; fi`
    const around = `stty -g > ${modes}; set -m; ${command}; status=$?; ${stopped}; echo left with $status; ${asBefore}; cat`
    this.#tmux(['-f', '/dev/null', 'new-session', '-d', ...size, around], all)
  }

  /** What the terminal shows now. */
  get text(): string {
    return this.#tmux(['capture-pane', '-p']).trimEnd()
  }

  /** And what has scrolled away. */
  get all(): string {
    return this.#tmux(['capture-pane', '-p', '-S', '-']).trimEnd()
  }

  get tty(): string {
    return this.#tmux(['display-message', '-p', '#{pane_tty}']).trim()
  }

  /** The process of a program that runs in this terminal; 0 while there is none. */
  pidOf(name: string): number {
    const {stdout} = spawnSync('ps', ['-t', this.tty.replace('/dev/', ''), '-o', 'pid=,comm='], {encoding: 'utf8'})
    return Number(new RegExp(`^ *(\\d+) ${name}$`, 'm').exec(stdout)?.[1] ?? 0)
  }

  /** Text as it is. */
  type(text: string): void {
    this.#tmux(['send-keys', '-l', '--', text])
  }

  /** Keys by the names of tmux: Enter, Tab, C-c, Left. */
  press(...keys: readonly string[]): void {
    this.#tmux(['send-keys', ...keys])
  }

  /** Returns when whoever runs in it can know. */
  async resize(columns: number, rows: number): Promise<void> {
    this.#tmux(['resize-window', '-x', String(columns), '-y', String(rows)])
    await expect.poll(() => String(spawnSync('stty', ['-F', this.tty, 'size']).stdout).trim()).toBe(`${rows} ${columns}`)
  }

  /** Returns when the terminal shows it. @throws after 20 s */
  async shows(text: RegExp): Promise<void> {
    const end = Date.now() + 20_000
    while (!text.test(this.text)) {
      if (Date.now() > end) throw new Error(`the terminal did not show ${String(text)} within 20 s, but ${JSON.stringify(this.text)}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async prompts(): Promise<void> {
    await this.shows(/> *$/)
  }

  /** Ctrl-D ends it, and the terminal is as it was before. */
  async leaves(): Promise<void> {
    this.press('C-d')
    await this.shows(/left with 0\nas before$/)
  }

  /** Types a line and Enter. */
  enter(line: string): void {
    this.type(line)
    this.press('Enter')
  }

  [Symbol.dispose](): void {
    this.#tmux(['kill-server'])
    rmSync(this.folder, {recursive: true, force: true})
  }

  #tmux(args: readonly string[], env: Readonly<Record<string, string>> = environment()): string {
    const {status, stdout, stderr} = spawnSync('tmux', ['-u', '-S', join(this.folder, 'tmux'), ...args], {env, encoding: 'utf8'})
    if (status !== 0) throw new Error(`tmux ${args.join(' ')}: ${stderr}`)
    return stdout
  }
}
