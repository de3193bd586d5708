import {type ChildProcess, spawn} from 'node:child_process'
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {environment, program} from '../cli/hactl.ts'
import {script} from '../cli/screen.ts'
import type {Shell} from './install.mjs'

/** Completes and prints scripts; anything else it only shows, word by word: what the shell has made of the line. */
const hactl = `#!/bin/sh
case "$1" in __complete|completion) exec '${process.execPath}' '${program}' "$@";; esac
printf 'RAN '
printf '[%s]' "$@"
echo
`

/** Ctrl-U. Not Ctrl-C: that takes back what is typed after it, too */
export const takenBack = '\u0015'

const word = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** How each shell is told to complete, as docs/completion.md has it, and to be quiet otherwise. */
const settings: Readonly<Record<string, (home: string, shell: Shell) => {readonly files: Readonly<Record<string, string>>; readonly command: string}>> = {
  bash: (home, {binary}) => ({
    files: {'.bashrc': "PS1='READY> '\nbind 'set bell-style none' 2>/dev/null\nsource <(hactl completion bash)\n"},
    command: `${word(binary)} --noprofile --rcfile ${word(join(home, '.bashrc'))} -i`,
  }),
  zsh: (home, {binary, root}) => ({
    files: {
      // where it was unpacked to, and not where Debian has it
      '.zshenv': `module_path=(${root}/usr/lib/*/zsh/*(N))\nfpath=(${home}/.zfunc ${root}/usr/share/zsh/functions/**/*(/N) ${root}/usr/share/zsh/functions)\n`,
      '.zshrc': `PS1='READY> '\nunsetopt beep\nautoload -Uz compinit && compinit -u -D\n`,
    },
    command: `mkdir -p ~/.zfunc; hactl completion zsh > ~/.zfunc/_hactl; exec ${word(binary)} -d -i`,
  }),
  fish: (_, {binary}) => ({
    files: {'.config/fish/config.fish': "set -g fish_greeting\nfunction fish_prompt; echo -n 'READY> '; end\n"},
    command: `mkdir -p ~/.config/fish/completions; hactl completion fish > ~/.config/fish/completions/hactl.fish; exec ${word(binary)} -i`,
  }),
}

/** A person at a shell that completes hactl. */
export class TypedShell implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'hactl-completion-'))
  readonly #child: ChildProcess
  readonly #closed: Promise<unknown>
  #shown = ''
  /** What was shown before the last line was begun. */
  #seen = 0

  private constructor(shell: Shell, env: Readonly<Record<string, string>>) {
    const settled = settings[shell.name]?.(this.folder, shell)
    if (!settled) throw new RangeError(`nobody says how ${shell.name} is set up`)
    // fish would look for all manuals of the machine, unless it has done so already
    for (const path of ['.config/fish', '.cache/fish/generated_completions']) mkdirSync(join(this.folder, path), {recursive: true})
    for (const [path, text] of Object.entries({...settled.files, hactl})) writeFileSync(join(this.folder, path), text)
    chmodSync(join(this.folder, 'hactl'), 0o755)
    this.#child = spawn(script, ['-qefc', `stty cols 100 rows 50; ${settled.command}`, '/dev/null'], {
      cwd: this.folder,
      env: environment({
        HOME: this.folder,
        ZDOTDIR: this.folder,
        PATH: `${this.folder}:${process.env['PATH'] ?? ''}`,
        SHELL: '/bin/sh',
        INPUTRC: '/dev/null',
        ...env,
      }),
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#take(text))
    this.#closed = new Promise((resolve) => this.#child.on('close', resolve))
  }

  static async start(shell: Shell, env: Readonly<Record<string, string>> = {}): Promise<TypedShell> {
    const typed = new TypedShell(shell, env)
    await typed.shows(/READY> /)
    return typed
  }

  /** All that was shown since the last line was begun, as text. */
  get text(): string {
    return this.#shown.slice(this.#seen)
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys)
  }

  /** Types a line with its Tabs, and runs it. @returns the words that hactl gets */
  async line(keys: string): Promise<string[]> {
    this.#seen = this.#shown.length
    this.type(`${keys}\r`)
    await this.shows(/RAN (.*)\n[^]*READY> /)
    const [, words = ''] = /RAN \[(.*)\]\n/.exec(this.text) ?? []
    return words.split('][')
  }

  /** Types keys, and takes the line back when the screen shows something. @returns what was shown */
  async list(keys: string, shown: RegExp): Promise<string> {
    this.#seen = this.#shown.length
    this.type(keys)
    await this.shows(shown)
    const {text} = this
    this.type(takenBack)
    return text
  }

  /** @throws after 20 s */
  async shows(text: RegExp): Promise<void> {
    const end = Date.now() + 20_000
    while (!text.test(this.text)) {
      if (Date.now() > end) throw new Error(`the terminal did not show ${String(text)} within 20 s, but ${JSON.stringify(this.text)}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  #take(text: string): void {
    // fish asks what kind of terminal this is, and waits for the answer
    if (text.includes('\u001B[c') || text.includes('\u001B[0c')) this.type('\u001B[?62;c')
    this.#shown += text.replaceAll(/\u001B(?:\[[?>=]?[\d;:]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)|[()].|[^[\]()])|\r|\u0007/g, '')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // left by itself: bash keeps its history while it ends
    this.type(`${takenBack}exit\r`)
    const deadline = setTimeout(() => this.#child.kill('SIGKILL'), 5000)
    await this.#closed
    clearTimeout(deadline)
    rmSync(this.folder, {recursive: true, force: true})
  }
}
