import {shownLine} from '../protocol/secrets.ts'
import {isRefusal} from '../protocol/severity.ts'
import type {WireText} from '../protocol/word.ts'

/** What became of one command of a batch. */
export type BatchRecord = {
  /** Line of the file, 1 for the first. */
  readonly line: number
  /** The command, a character a byte; secrets are left out. */
  readonly command: string
  /** HAProxy took it; false: it was refused; null: the connection was lost before its answer, and it may have run. */
  readonly ok: boolean | null
  /** Of HAProxy's message (3: error, 4: warning, 6: info); null where the answer is none. */
  readonly severity: number | null
  /** What HAProxy answered, a character a byte, without the blank line that ends it; empty for most changes; null where no answer came. */
  readonly text: string | null
  /** ms from sending to the answer; commands that were sent together have the same. */
  readonly ms: number
}

export interface Answer {
  readonly text: WireText
  readonly severity: number | undefined
}

export const recordOf = (line: number, command: WireText, {text, severity}: Answer, ms: number): BatchRecord => ({
  line,
  command: shownLine(command),
  ok: !isRefusal(severity, text),
  severity: severity ?? null,
  text,
  ms,
})

/** Of a command that was sent and not answered. */
export const unanswered = (line: number, command: WireText, ms: number): BatchRecord => ({
  line,
  command: shownLine(command),
  ok: null,
  severity: null,
  text: null,
  ms,
})

/** What became of lines that were sent together. */
export interface Outcome {
  /** One a command, answered or not. */
  readonly records: readonly BatchRecord[]
  /** From sending to the answer. */
  readonly ms: number
  /** Why not all of them were answered. */
  readonly lost: Error | undefined
}
