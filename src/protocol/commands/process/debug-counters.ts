import type {WireCommand} from '../../command.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** A place in HAProxy's source that counts how often it was passed. */
export interface DebugCounter {
  readonly count: number
  /** `BUG` and `CHK`: what should never happen; `CNT`: what may; `GLT`: glitches of protocols. */
  readonly type: string
  /** `ev_epoll.c:300` */
  readonly location: string
  readonly function: string
  readonly condition: string | null
  readonly comment: string | null
  /** It is not counted now: `debug counters on` starts that. */
  readonly stopped: boolean
}

const opening = /^(\d+)\s+(\w+) (\S+:\d+) (\S+)\(\)(?:: (.*))?$/s
const checked = /^"(.*?)"(?: \[(.*)\])?$/s
const stoppedMark = /(?:^| )\(stopped\)$/

/**
 * `debug counters show [all]`: `0          CNT ev_epoll.c:300 _do_poll(): "1" [epoll report …]`; glitches have their words bare. The heading comes again and
 * again, and a comment may go on in the next line. Since 3.1, and in later 3.0.
 */
export const debugCounters = {
  name: 'debug counters',
  since: '3.0',
  level: 'operator',
  instead: 'hactl activity and hactl info tell what this HAProxy counts of itself',
  encode: (all) => `debug counters show${all ? ' all' : ''}`,
  decode: (reply): DebugCounter[] => {
    const rows: string[] = []
    for (const line of linesOf('debug counters', reply)) {
      if (line.startsWith('Count ')) continue
      if (opening.test(line)) rows.push(line)
      else if (rows.length > 0) rows.push(`${rows.pop() ?? ''}\n${line}`)
      else throw refused('debug counters', reply)
    }
    return rows.map(counterOf)
  },
} as const satisfies WireCommand<[boolean], DebugCounter[]>

function counterOf(row: string): DebugCounter {
  const [, count, type = '', location = '', name = '', words = ''] = opening.exec(row) ?? []
  const text = words.replace(stoppedMark, '')
  const [, condition = null, comment = null] = checked.exec(text) ?? [null, null, text === '' ? null : text]
  return {count: Number(count), type, location, function: name, condition, comment, stopped: stoppedMark.test(words)}
}
