import {type ChildProcess, spawn, spawnSync} from 'node:child_process'
import {environment, program} from './hactl.ts'

/** A real terminal comes from `script` (util-linux). */
export const script = 'script'
export const hasScript = spawnSync(script, ['--version']).status === 0

const word = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** What a terminal of so many columns shows. As much of ECMA-48 as spinners use; anything else is an error, not a guess. */
export class Screen {
  readonly #lines: string[] = ['']
  #row = 0
  #column = 0
  #rest = ''
  columns: number
  isCursorHidden = false

  constructor(columns: number) {
    this.columns = columns
  }

  /** Lines, without blanks at their ends and without empty lines at the end. */
  get text(): string {
    return this.#lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd()
  }

  write(text: string): void {
    const all = this.#rest + text
    const token = /\u001B\[([?\d;]*)([A-Za-z])|\u001B[78]|[\r\n\u0007]|[^\u001B\r\n\u0007]/gu
    this.#rest = /\u001B(?:\[[?\d;]*)?$/.exec(all)?.[0] ?? ''
    for (const [piece, parameters = '', final] of all.slice(0, all.length - this.#rest.length).matchAll(token)) {
      if (final) this.#control(parameters, final)
      else if (piece === '\r') this.#column = 0
      else if (piece === '\n') this.#moveTo(this.#row + 1, this.#column)
      else if (!piece.startsWith('\u001B') && piece !== '\u0007') this.#put(piece)
    }
  }

  #control(parameters: string, final: string): void {
    const count = Number(parameters.split(';')[0] || 1)
    if (final === 'm') return
    if (parameters === '?25' && (final === 'l' || final === 'h')) this.isCursorHidden = final === 'l'
    else if (final === 'G') this.#column = count - 1
    else if (final === 'A') this.#moveTo(Math.max(0, this.#row - count), this.#column)
    else if (final === 'B') this.#moveTo(this.#row + count, this.#column)
    else if (final === 'K') this.#erase(parameters)
    else if (final === 'C') this.#column = Math.min(this.columns - 1, this.#column + count)
    else if (final === 'D') this.#column = Math.max(0, this.#column - count)
    else if (final === 'J' && (parameters === '' || parameters === '0')) this.#eraseBelow()
    else if (!parameters.startsWith('?')) throw new Error(`a control sequence that this screen does not know: ESC [ ${parameters} ${final}`)
  }

  #eraseBelow(): void {
    this.#lines.length = this.#row + 1
    this.#erase('0')
  }

  #erase(parameters: string): void {
    const line = this.#lines[this.#row] ?? ''
    if (parameters === '2') this.#lines[this.#row] = ''
    else if (parameters === '1') this.#lines[this.#row] = ' '.repeat(this.#column + 1) + line.slice(this.#column + 1)
    else this.#lines[this.#row] = line.slice(0, this.#column)
  }

  #put(character: string): void {
    if (this.#column === this.columns) this.#moveTo(this.#row + 1, 0)
    const line = [...(this.#lines[this.#row] ?? '').padEnd(this.#column)]
    line[this.#column] = character
    this.#lines[this.#row] = line.join('')
    this.#column += 1
  }

  #moveTo(row: number, column: number): void {
    this.#row = row
    this.#column = column
    while (this.#lines.length <= row) this.#lines.push('')
  }
}

/** A run of the command line in a terminal of its own. */
export class TerminalRun {
  readonly screen: Screen
  /** All lines that were ever on the screen, each time something was written. */
  readonly frames: string[] = []
  /** All that was written, as it was. */
  written = ''
  /** The status it ended with. */
  readonly ended: Promise<number | null>
  readonly child: ChildProcess

  /** @param lines of a shell, for a run that is to be more than its last command */
  constructor(args: readonly string[], columns: number, lines: (command: string) => string = (command) => `exec ${command}`) {
    this.screen = new Screen(columns)
    const command = lines([process.execPath, program, ...args].map(word).join(' '))
    this.child = spawn(script, ['-qefc', `stty cols ${columns} rows 24; ${command}`, '/dev/null'], {
      env: environment({SHELL: '/bin/sh'}),
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.written += text
      this.screen.write(text)
      this.frames.push(this.screen.text)
    })
    this.ended = new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.child.kill('SIGKILL')
        reject(new Error(`hactl ${args.join(' ')} did not end within 60 s; on the screen: ${this.screen.text}`))
      }, 60_000)
      this.child.on('close', (status) => {
        clearTimeout(timer)
        resolve(status)
      })
    })
    this.ended.catch(() => {})
  }

  /** As if somebody pressed these keys. */
  type(keys: string): void {
    this.child.stdin?.write(keys)
  }

  /** Returns when the screen shows it. @throws after 20 s */
  async shows(text: RegExp): Promise<void> {
    const end = Date.now() + 20_000
    while (!text.test(this.screen.text)) {
      if (Date.now() > end) throw new Error(`the screen did not show ${String(text)} within 20 s, but ${JSON.stringify(this.screen.text)}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}
