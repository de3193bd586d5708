import type {WireText} from '../protocol/word.ts'
import type {BatchLine} from './line.ts'

/** Lines that go out together. */
export interface Group {
  readonly lines: readonly BatchLine[]
  /** Of all its lines. */
  readonly commands: readonly WireText[]
  /** They go on a connection that lines share; else it is one line, with a connection of its own. */
  readonly shared: boolean
}

/**
 * Lines that share a connection, as many as may go together; every other line by itself.
 *
 * @param room bytes that HAProxy takes on one line
 * @param limits commands that may go together, at the time when they are asked for
 */
export function* groupsOf(lines: readonly BatchLine[], room: number, limits: {readonly group: number}): Generator<Group> {
  let group = empty()
  let [size, most] = [0, limits.group]
  for (const line of lines) {
    const more = sizeOf(line)
    const fits = group.shared && line.shared && size + more <= room && group.commands.length + line.commands.length <= most
    if (group.lines.length > 0 && !fits) {
      yield group
      group = empty()
      ;[size, most] = [0, limits.group]
    }
    group.shared = line.shared
    group.lines.push(line)
    for (const command of line.commands) group.commands.push(command)
    size += more
  }
  if (group.lines.length > 0) yield group
}

function sizeOf({commands}: BatchLine): number {
  let size = commands.length
  for (const {length} of commands) size += length
  return size
}

const empty = (): {lines: BatchLine[]; commands: WireText[]; shared: boolean} => ({lines: [], commands: [], shared: false})
