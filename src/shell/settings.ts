import type {Level} from '../protocol/command.ts'

interface Setting {
  readonly name: string
  readonly pattern: RegExp
  /** What ends it: then nothing goes in front any more. */
  readonly ended?: RegExp
}

/** Commands that hold for the rest of their connection, in the order in which they go in front: what lowers the level comes last. Management guide 9.3. */
const known: readonly Setting[] = [
  {name: 'expert', pattern: /^expert-mode on$/, ended: /^expert-mode off$/},
  {name: 'experimental', pattern: /^experimental-mode on$/, ended: /^experimental-mode off$/},
  {name: 'anon', pattern: /^set anon on(?: \S+)?$/, ended: /^set anon off$/},
  {name: 'timeout', pattern: /^set timeout cli \S+$/},
  {name: 'severity', pattern: /^set severity-output \S+$/, ended: /^set severity-output none$/},
  {name: 'level', pattern: /^(?:operator|user)$/},
]

/** What was asked for and holds for one connection: the shell puts it in front of each command, since each has a connection of its own. */
export class ConnectionSettings {
  readonly #kept = new Map<string, string>()

  /** In the order in which they are sent. */
  get ahead(): readonly string[] {
    return known.flatMap(({name}) => this.#kept.get(name) ?? [])
  }

  /** The level that was asked for. */
  get level(): Level | undefined {
    const level = this.#kept.get('level')
    return level === 'operator' || level === 'user' ? level : undefined
  }

  /** HAProxy has taken this line. @returns whether it is one that holds from now on */
  keep(line: string): boolean {
    const words = line.trim().replace(/[ \t]+/g, ' ')
    const setting = known.find(({pattern, ended}) => pattern.test(words) || ended?.test(words))
    if (!setting) return false
    if (setting.ended?.test(words)) this.#kept.delete(setting.name)
    else this.#kept.set(setting.name, words)
    return true
  }
}
