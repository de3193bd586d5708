import {readable} from './word.ts'

/** What HAProxy wrote into a sink: a line of a log, or of a trace. */
export interface Event {
  /** ISO 8601, as HAProxy wrote it; null where the format of the sink has none, or one without a year (rfc3164), which stays in the text. */
  readonly time: string | null
  /** emerg, alert, crit, err, warning, notice, info or debug; null where none is told, and for traces. */
  readonly level: string | null
  /** The trace source that it comes from (`h1`, `stream` …); null for anything but traces. */
  readonly source: string | null
  /** All behind time and level. */
  readonly text: string
}

const levels = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug']
const priority = /^<(\d{1,3})>/
/** `timed` and `iso` of a ring; rfc5424 has its version ahead. Configuration manual, `log … format`. */
const isoTime = /^(?:1 )?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) /
/** `[00|h1|5|mux_h1.c:942] h1_init(): entering`: thread, source, level, place. */
const trace = /^\[\d+\|\s*(\w+)\|\d+\|[^\]]*\] ?/

/** `<134>`: how every format but `raw` and `iso` begins. */
export const hasPriority = (wire: string): boolean => priority.test(wire)

/** Reads an event by what the formats of sinks have in common (sink.c sink_build_hdr…). Text of no known form is an event all the same. */
export function eventOf(wire: string): Event {
  const line = readable(wire)
  const [head = '', code] = priority.exec(line) ?? []
  const [stamp = '', time = null] = isoTime.exec(line.slice(head.length)) ?? []
  const text = line.slice(head.length + stamp.length)
  const source = trace.exec(text)?.[1] ?? null
  const level = code === undefined || source !== null ? null : (levels[Number(code) & 7] ?? null)
  return {time, level, source, text}
}
