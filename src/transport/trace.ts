import {answersSecrets, feedsSecrets, wireLine} from '../protocol/secrets.ts'
import type {Address} from './address.ts'

/** Told each thing that goes over the wire, without secrets. */
export type DebugSink = (line: string) => void

/** What `--debug` shows of one exchange: the command line, the beginning of payload and answer, how much came back and when. */
export interface Trace {
  /** The first of the answer is there. */
  began(): void
  /** @param at when it came, of performance.now(); now unless given */
  received(bytes: Uint8Array, at?: number): void
  /** Nothing more comes. */
  ended(): void
}

/** Characters that are shown of a payload or an answer. */
const most = 60

const count = (bytes: number): string => `${bytes.toLocaleString('en')} ${bytes === 1 ? 'byte' : 'bytes'}`
const ms = (from: number, to = performance.now()): string => `${(to - from).toFixed(1)} ms`

function begin(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4 * most)).toString('utf8')
  return `${JSON.stringify(text.slice(0, most))}${bytes.length > most ? '…' : ''}`
}

/** ms since hactl began, and the number of the connection, in front of all that is told of it. */
const tell = (debug: DebugSink, connection: number, text: string): void => debug(`${performance.now().toFixed(1).padStart(8)} ms  #${connection} ${text}`)

let connections = 0

/** Gives a connection its number; tells when it was opened, or that it was not. */
export function tracedConnect(debug: DebugSink | undefined, {text}: Address): {opened(): number; failed(error: Error): void} {
  connections += 1
  const [number, start] = [connections, performance.now()]
  return {
    opened: () => {
      if (debug) tell(debug, number, `= ${text}  connected in ${ms(start)}`)
      return number
    },
    failed: (error) => {
      if (debug) tell(debug, number, `! ${text}  ${error.message} after ${ms(start)}`)
    },
  }
}

export function traced(debug: DebugSink | undefined, connection: number, request: Uint8Array): Trace | undefined {
  if (!debug) return undefined
  const start = performance.now()
  const feed = request.indexOf(0x0a)
  const command = Buffer.from(request.buffer, request.byteOffset, feed).toString('utf8')
  const payload = request.subarray(feed + 1)
  const fed = payload.length === 0 ? '' : `  (+ ${count(payload.length)} of payload${feedsSecrets(command) ? '' : `: ${begin(payload)}`})`
  tell(debug, connection, `> ${wireLine(command)}${fed}`)
  let size = 0
  let first: number | undefined
  let shown = ''
  return {
    began: () => {
      first ??= performance.now()
    },
    received: (piece, at = performance.now()) => {
      if (piece.length > 0) first ??= at
      if (size === 0 && piece.length > 0) shown = answersSecrets(command) ? 'not shown, for it may hold secrets' : begin(piece)
      size += piece.length
    },
    ended: () => {
      const came = first === undefined ? '' : `, the first after ${ms(start, first)}`
      tell(debug, connection, `< ${count(size)} in ${ms(start)}${came}${shown && `: ${shown}`}`)
    },
  }
}
