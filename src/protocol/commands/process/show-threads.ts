import type {WireCommand} from '../../command.ts'
import {fieldsOf} from '../../fields.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** A thread of the process, in the moment in which it was asked. */
export interface Thread {
  readonly thread: number
  /** It is the one that answers. */
  readonly answers: boolean
  /** It does not come back from what it does; the watchdog ends HAProxy then. */
  readonly stuck: boolean
  /** Numbers by HAProxy's names: `act`, `wq`, `rq`, `loops`, `harmless`, `isolated` …; `poll`, `now` and `diff` are ns of CPU. */
  readonly fields: Readonly<Record<string, string>>
  /** The function that runs; undefined for a thread that rests. */
  readonly function: string | undefined
  /** What else is told: the task, locks, the call trace, a line each. */
  readonly details: readonly string[]
}

const opening = /^([* ])([> ])Thread (\d+) *: (.*)$/
/** The group and its counters, and the CPU time; all others are details. */
const counters = /^ +(?:\d+\/\d+ |stuck=|cpu_ns:)/
const running = / fct=0x[\da-f]+\(([^)]*)\)/

/** `show threads`: a heading for each thread, and indented lines. Management guide 9.3; since 1.9. */
export const showThreads = {
  name: 'show threads',
  since: '1.9',
  level: 'user',
  stalls: 'the threads of HAProxy are interrupted, one after the other',
  encode: () => 'show threads',
  decode: (reply): Thread[] => {
    const threads: {thread: number; answers: boolean; stuck: boolean; fields: Record<string, string>; function: string | undefined; details: string[]}[] = []
    for (const line of linesOf('show threads', reply)) {
      const last = threads.at(-1)
      const [, mark, alarm, thread, rest] = opening.exec(line) ?? []
      if (thread !== undefined)
        threads.push({thread: Number(thread), answers: mark === '*', stuck: alarm === '>', fields: fieldsOf(rest ?? ''), function: undefined, details: []})
      else if (!last || !line.startsWith(' ')) throw refused('show threads', {...reply, text: line})
      else if (counters.test(line)) Object.assign(last.fields, fieldsOf(line))
      else {
        last.details.push(line.trim())
        last.function ??= running.exec(line)?.[1]
      }
    }
    if (threads.length === 0) throw refused('show threads', reply)
    return threads.map((each) => ({...each, stuck: each.stuck || each.fields['stuck'] === '1'}))
  },
} as const satisfies WireCommand<[], Thread[]>
