import type {WireText} from './word.ts'

/** What HAProxy answered to one command. */
export interface Reply {
  /** Without the blank line that ends it and without the severity; lines end with LF. Empty is what most changes answer when they are done. */
  readonly text: WireText
  /** syslog number, present where `set severity-output number` was asked for and the answer is a message (management guide 9.3). */
  readonly severity: number | undefined
  /** False when the connection ended before the blank line: the answer may have been cut, the command may have run. */
  readonly complete: boolean
}

/** What stands for an answer that never came. */
export const noReply: Reply = {text: '', severity: undefined, complete: false}

/** What most changes answer. */
const acknowledged: Reply = {text: '', severity: undefined, complete: true}

const severityPrefix = /^\[(\d)\]: /

export function replyOf(text: WireText, complete = true): Reply {
  if (text === '' && complete) return acknowledged
  const severity = severityPrefix.exec(text)
  return severity ? {text: text.slice(severity[0].length), severity: Number(severity[1]), complete} : {text, severity: undefined, complete}
}

/**
 * Replies of a one-shot connection, read to its end. All but the last are told apart by their blank line; the last may hold blank lines itself
 * (a map key with line feeds, `show peers`), so it is what remains.
 *
 * @param commands how many were on the line
 */
export function splitReplies(wire: WireText, commands: number): Reply[] {
  const replies: Reply[] = []
  let rest = wire
  while (replies.length < commands - 1) {
    const end = endOfReply(rest)
    if (end === undefined) break
    replies.push(replyOf(withoutBlankLine(rest.slice(0, end))))
    rest = rest.slice(end)
  }
  const complete = rest === '\n' || rest.endsWith('\n\n')
  replies.push(replyOf(complete ? withoutBlankLine(rest) : rest, complete))
  while (replies.length < commands) replies.push(replyOf('', false))
  return replies
}

/** @returns where the reply that begins at `start` ends, its blank line included; undefined while that has not come */
export function endOfReply(wire: WireText, start = 0): number | undefined {
  if (wire.startsWith('\n', start)) return start + 1
  const blank = wire.indexOf('\n\n', start)
  return blank === -1 ? undefined : blank + 2
}

const withoutBlankLine = (wire: WireText): WireText => wire.slice(0, -1)
