import {answersSecrets, shownLine} from '../protocol/secrets.ts'
import type {Address} from './address.ts'

/** What `--debug` shows of one exchange: the command line, never the payload, and how much came back how fast. */
interface Trace {
  received(bytes: Uint8Array): void
  ended(): void
}

export function traced(debug: ((line: string) => void) | undefined, address: Address, request: Uint8Array): Trace | undefined {
  if (!debug) return undefined
  const start = performance.now()
  const bytes = Buffer.from(request.buffer, request.byteOffset, request.byteLength)
  const feed = bytes.indexOf(0x0a)
  const payload = bytes.length - feed - 1
  const command = bytes.toString('utf8', 0, feed)
  debug(`> ${address.text}  ${shownLine(command)}${payload > 0 ? `  (+ ${payload} bytes of payload)` : ''}`)
  let size = 0
  let first = ''
  return {
    received: (piece) => {
      if (size === 0 && !answersSecrets(command)) first = Buffer.from(piece).toString('utf8', 0, 80)
      size += piece.length
    },
    ended: () => debug(`< ${size} bytes in ${(performance.now() - start).toFixed(1)} ms  ${JSON.stringify(first)}${size > 80 ? '…' : ''}`),
  }
}
