import type {RuntimeClient} from '../client/runtime-client.ts'
import {type Level, levels} from '../protocol/command.ts'
import {wireCommands} from '../protocol/commands/registry.ts'
import {levelNeeded} from '../protocol/dialect.ts'
import {asError} from '../protocol/error.ts'
import {shortVersion} from '../protocol/version.ts'
import {readable} from '../protocol/word.ts'
import type {KeptSession} from './session.ts'
import {ConnectionSettings} from './settings.ts'
import type {ShellTarget} from './target.ts'
import {readHelp, type Usage} from './usage.ts'

/** ms for a look at the process before and after each command */
const lookTimeout = 2000

/** The HAProxy that a shell talks to. It is looked at around each command: a reload or an end is told, and from then on the new process is meant. */
export class ShellConnection implements Disposable {
  readonly session: KeptSession | undefined
  readonly #tell: (line: string) => Promise<void>
  #target: ShellTarget
  #settings = new ConnectionSettings()
  #away: string | undefined
  #usages: Promise<readonly Usage[]> | undefined
  /** What was set when they were asked for: a mode has commands of its own. */
  #usagesWith = ''

  /** @param session for all raw commands, where one is wanted */
  constructor(target: ShellTarget, tell: (line: string) => Promise<void>, session?: KeptSession) {
    this.#target = target
    this.#tell = tell
    this.session = session
  }

  get target(): ShellTarget {
    return this.#target
  }

  get client(): RuntimeClient {
    return this.#target.client
  }

  /** What was asked for, and holds for one connection. */
  get settings(): ConnectionSettings {
    return this.#settings
  }

  /** Why HAProxy does not answer. */
  get away(): string | undefined {
    return this.#away
  }

  get level(): Level {
    const {level} = this.client
    const asked = this.settings.level ?? level
    return levels.indexOf(asked) < levels.indexOf(level) ? asked : level
  }

  /** @returns whether the same process answers as before */
  async look(): Promise<boolean> {
    const before = this.client
    try {
      const now = await before.with({timeout: lookTimeout}).again()
      this.#target = {...this.#target, client: now.with({timeout: this.#target.timeout})}
    } catch (error) {
      if (this.#away === undefined) await this.#tell(`HAProxy does not answer any more: ${asError(error).message}`)
      this.#away = asError(error).message
      return false
    }
    const wasAway = this.#away !== undefined
    this.#away = undefined
    const same = this.client.info.id === before.info.id
    if (same && wasAway) await this.#tell('HAProxy answers again: the same process')
    if (same) return true
    this.#usages = undefined
    const {info, dialect} = this.client
    this.session?.leave(`the session was with process ${before.info.pid}`)
    const what = wasAway ? 'HAProxy answers again, as a new process' : 'HAProxy was reloaded or started again'
    await this.#tell(`${what}: ${before.info.pid} is now ${info.pid}, version ${shortVersion(dialect.version)}`)
    return false
  }

  /** Another HAProxy from now on, as its socket gives itself: what was set on connections to the last one stays there. */
  turnTo(target: ShellTarget): void {
    this.#target = target
    this.#settings = new ConnectionSettings()
    this.#away = undefined
    this.#usages = undefined
    this.session?.[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.session?.[Symbol.dispose]()
  }

  /** What `help` of this HAProxy lists, without what the level does not allow. */
  async usages(): Promise<readonly Usage[]> {
    const ahead = this.settings.ahead.join(';')
    if (ahead !== this.#usagesWith) this.#usages = undefined
    this.#usagesWith = ahead
    this.#usages ??= this.#askForHelp().catch(() => {
      this.#usages = undefined
      return []
    })
    const usages = await this.#usages
    return usages.filter(({words}) => this.#allows(words.join(' ')))
  }

  async #askForHelp(): Promise<readonly Usage[]> {
    const replies = await this.client.with({timeout: lookTimeout}).ask(...this.settings.ahead, 'help')
    return readHelp(readable(replies.at(-1)?.text ?? ''))
  }

  #allows(command: string): boolean {
    const registered = wireCommands.find(({name}) => name === command)
    return !registered || levels.indexOf(this.level) >= levels.indexOf(levelNeeded(registered.level, this.client.dialect))
  }
}
