import {type Verbs, verbOf} from '../completion/verbs.ts'
import {commandsOf} from '../protocol/raw-line.ts'

/** Ids that are kept. */
const most = 1000
/** Characters of a line that has no end yet. */
const longest = 10_000

/** An id as `show sess` writes it, and as hactl does in any of its forms. */
const ofHaproxy = /^(0x[0-9a-f]+): /
const ofHactl = /(?:^|["\s,])(0x[0-9a-f]+)(?=$|["\s,])/

/** Ids of sessions that the last list on the screen held: to ask HAProxy for them would make its threads stand still. */
export class SeenSessions {
  #ids = new Set<string>()
  #pattern = ofHactl
  #rest = ''

  get ids(): readonly string[] {
    return [...this.#ids]
  }

  /** A line is about to run. @returns whether it lists sessions, and what it shows is to be looked at */
  begin(line: string, verbs: Verbs): boolean {
    const verb = verbOf(line.trim().split(/\s+/), verbs)
    const lists = verb ? verb.name === 'session list' : commandsOf(line).some((command) => /^\s*show\s+sess(?:\s+(?!0x|help)|$)/.test(command))
    if (!lists) return false
    this.#ids = new Set()
    this.#pattern = verb ? ofHactl : ofHaproxy
    this.#rest = ''
    return true
  }

  look(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()?.slice(0, longest) ?? ''
    for (const line of lines) {
      const id = this.#pattern.exec(line)?.[1]
      if (id !== undefined && this.#ids.size < most) this.#ids.add(id)
    }
  }
}
