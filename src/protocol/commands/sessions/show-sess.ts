import {StringDecoder} from 'node:string_decoder'
import {fieldsOf} from '../../fields.ts'
import {type Reply, replyOf} from '../../reply.ts'

/** A line of `show sess`: HAProxy's name for the stream, and all that is said of it, by HAProxy's names. */
export interface SessionLine {
  /** `0x…`, where it stands in memory: the next one may have the same. */
  readonly id: string
  readonly fields: Readonly<Record<string, string>>
}

/**
 * `show sess`, a line for each stream, the one that answers among them: `0x…: proto=tcpv4 src=… fe=… be=… srv=… … age=2s …`. Its own filters are not used:
 * before 3.2 they are passed over in silence, and with `older` as the first word 3.x answers in the long form. `SessionReader` reads the answer in pieces.
 * Management guide 9.3.
 */
export const showSess = {
  name: 'show sess',
  since: '1.3.9',
  level: 'operator',
  stalls: 'all threads of HAProxy stand still',
  encode: () => 'show sess',
} as const

const row = /^(0x[\da-f]+): (.*)$/

/** Reads the answer of `show sess`. */
export class SessionReader {
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''
  #foreign = ''
  #ended = false

  /** Characters that are kept because they are no whole line yet, or no line of a session. */
  get held(): number {
    return this.#rest.length + this.#foreign.length
  }

  /** @returns the lines that are complete now */
  push(bytes: Buffer): SessionLine[] {
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n')
    this.#rest = lines.pop() ?? ''
    const sessions: SessionLine[] = []
    for (const line of lines) {
      const [, id, text = ''] = row.exec(line) ?? []
      if (id !== undefined && !this.#ended) sessions.push({id, fields: fieldsOf(text)})
      else if (line === '') this.#ended = true
      else this.#foreign += `${line}\n`
    }
    return sessions
  }

  /** The connection has ended. @returns what HAProxy said instead of sessions, or where they broke off; empty and complete when nothing is wrong */
  end(): Reply {
    return replyOf(this.#foreign + this.#rest, this.#ended && this.#rest === '')
  }
}
