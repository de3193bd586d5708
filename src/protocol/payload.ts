import {randomBytes} from 'node:crypto'
import {bufferReserve, type Dialect} from './dialect.ts'
import type {WireText} from './word.ts'

/** What ends a payload: an empty line, or from 2.9 on a line equal to the word behind `<<`. */
export interface Terminator {
  /** Behind `<<`; empty: an empty line ends the payload. */
  readonly word: string
  /** The line that ends the payload. */
  readonly line: Buffer
}

export function terminatorOf(word: string): Terminator {
  return {word, line: Buffer.from(`${word}\n`, 'latin1')}
}

/** The longest that `randomTerminator` makes: what fits beside it fits beside each. */
export const longestTerminator = terminatorOf('~123456')

/** A random word, so that no payload can hold it by chance or intent. Seven characters fit every version that has them. */
export function randomTerminator(dialect: Dialect): Terminator {
  return terminatorOf(dialect.terminatorLength === 0 ? '' : `~${randomBytes(4).toString('base64url').replaceAll('-', '.')}`.slice(0, 7))
}

/** The line that opens the payload: `add map @2 name <<~aB3_x9`. */
export function payloadLine(command: WireText, terminator: Terminator): Buffer {
  return Buffer.from(`${command} <<${terminator.word}\n`, 'latin1')
}

/** Bytes of payload that fit beside this command, on this buffer size. */
export function payloadRoom(command: WireText, terminator: Terminator, bufferSize: number): number {
  return bufferSize - bufferReserve - payloadLine(command, terminator).length - terminator.line.length
}

/** Command line, payload and terminator as one write. The payload's own last line must end with LF. */
export function payloadRequest(command: WireText, payload: Uint8Array, terminator: Terminator): Buffer {
  return Buffer.concat([payloadLine(command, terminator), payload, terminator.line])
}
