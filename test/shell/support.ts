import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'vitest'
import {TerminalRun} from '../cli/screen.ts'

export const keys = {enter: '\r', tab: '\t', ctrlC: '\u0003', ctrlD: '\u0004', ctrlR: '\u0012', up: '\u001B[A'}

export const pasted = (text: string): string => `\u001B[200~${text}\u001B[201~`

/** A person in front of `hactl shell`, with a state folder of its own. */
export class ShellRun implements AsyncDisposable {
  readonly run: TerminalRun
  readonly folder: string

  /** @param socket undefined where flags or files of contexts name the target */
  constructor(
    socket: string | undefined,
    {
      columns = 100,
      flags = [] as readonly string[],
      folder = mkdtempSync(join(tmpdir(), 'hactl-shell-')),
      env = '',
      start = undefined as string | undefined,
    } = {},
  ) {
    this.folder = folder
    this.run = new TerminalRun(
      ['shell', ...(socket === undefined ? [] : ['-s', socket]), ...flags],
      columns,
      (command) => `tty > '${folder}/tty'; cd '${start ?? folder}'; XDG_CONFIG_HOME='${folder}' XDG_STATE_HOME='${folder}' ${env} exec ${command}`,
    )
  }

  get text(): string {
    return this.run.screen.text
  }

  /** What the screen shows behind the last prompt but one: what the last command said. */
  get answer(): string {
    return this.text.split(/^\S+ \S+ (?:user|operator|admin)[^>!\n]*[>!](?: |$)/m).at(-2) ?? ''
  }

  get terminal(): string {
    return readFileSync(join(this.folder, 'tty'), 'utf8').trim()
  }

  get historyFile(): {readonly lines: readonly string[]; readonly mode: number} {
    const path = join(this.folder, 'hactl/history')
    return {lines: readFileSync(path, 'utf8').split('\n').slice(0, -1), mode: statSync(path).mode & 0o777}
  }

  type(text: string): void {
    this.run.type(text)
  }

  async shows(text: RegExp): Promise<void> {
    await this.run.shows(text)
  }

  /** A command runs: the terminal is no longer raw, and Ctrl-C is a signal. */
  async runs(): Promise<void> {
    await expect.poll(() => String(spawnSync('stty', ['-F', this.terminal, '-a']).stdout)).toMatch(/ icanon /)
  }

  /** A prompt with nothing typed behind it. */
  async prompts(prompt = /[>] *$/): Promise<void> {
    await this.run.shows(prompt)
  }

  /** Types a line and waits for the prompt behind its answer. @returns what was answered */
  async command(line: string): Promise<string> {
    const before = this.#prompts
    this.type(`${line}${keys.enter}`)
    const end = Date.now() + 20_000
    while (this.#prompts <= before || !/> *$/.test(this.text)) {
      if (Date.now() > end) throw new Error(`no prompt within 20 s behind ${JSON.stringify(line)}; on the screen: ${this.text}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return this.answer.slice(this.answer.indexOf('\n') + 1).trimEnd()
  }

  get #prompts(): number {
    return this.text.match(/^\S+ \S+ (?:user|operator|admin)[^>!\n]*[>!]/gm)?.length ?? 0
  }

  async leaves(): Promise<void> {
    this.type(keys.ctrlD)
    expect(await this.run.ended, this.text).toBe(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.run.child.exitCode === null) this.run.child.kill('SIGKILL')
    await this.run.ended.catch(() => {})
    rmSync(this.folder, {recursive: true, force: true})
  }
}
