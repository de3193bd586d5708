import {appendFile, chmod, mkdir, readFile, rename, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {shownLine} from '../protocol/secrets.ts'

/** Lines that are kept. */
const limit = 1000

/** `$XDG_STATE_HOME/hactl/history`, where a user keeps what programs remember. */
export function historyFile({XDG_STATE_HOME: state, HOME: home}: Readonly<Record<string, string | undefined>>): string | undefined {
  // the specification says that a path which is not absolute is to be ignored
  if (state?.startsWith('/')) return join(state, 'hactl', 'history')
  return home === undefined || home === '' ? undefined : join(home, '.local/state/hactl/history')
}

/** Whether a line may be remembered: not one that begins with a blank, nor one with a secret in it. */
export function mayBeKept(line: string): boolean {
  if (/^\s/.test(line) || line === '') return false
  const own = line.replace(/^hactl\s+/, '')
  // exec and \watch take a line behind words of their own, exec in quotes, too
  const words = own.replaceAll(/["'\\]/g, ' ').split(/\s+/)
  const sent = /^(?:exec\s|\\)/.test(own) ? words.map((_, at) => words.slice(at).join(' ')) : [own]
  return sent.every((each) => shownLine(each) === each) && !sent.some((each) => /^(?:var|table)\s+set\s/.test(each))
}

/** What was typed in shells of this user. A file that cannot be written costs nobody a command. */
export class History {
  /** Newest first. */
  readonly lines: string[]
  readonly #file: string | undefined

  private constructor(lines: string[], file: string | undefined) {
    this.lines = lines
    this.#file = file
  }

  static async open(file: string | undefined): Promise<History> {
    if (file === undefined) return new History([], undefined)
    try {
      await mkdir(dirname(file), {recursive: true, mode: 0o700})
      const text = await readFile(file, 'utf8').catch(() => '')
      const all = text.split('\n').filter((line) => line !== '')
      const kept = all.slice(-limit)
      if (kept.length < all.length) await replace(file, kept)
      else if (text !== '') await chmod(file, 0o600)
      return new History(kept.toReversed(), file)
    } catch {
      return new History([], undefined)
    }
  }

  async add(line: string): Promise<void> {
    if (!mayBeKept(line) || line === this.lines[0]) return
    this.lines.unshift(line)
    this.lines.length = Math.min(this.lines.length, limit)
    // other shells of the user add to it, too
    if (this.#file !== undefined) await appendFile(this.#file, `${line}\n`, {mode: 0o600}).catch(() => {})
  }
}

async function replace(file: string, lines: readonly string[]): Promise<void> {
  const draft = `${file}.${process.pid}`
  await writeFile(draft, lines.map((line) => `${line}\n`).join(''), {mode: 0o600})
  await rename(draft, file)
}
