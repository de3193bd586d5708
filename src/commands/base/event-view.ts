import type {Sink} from '../../protocol/commands/events/show-sinks.ts'
import type {Event} from '../../protocol/event.ts'
import type {Column, Row, Tone} from '../../render/types.ts'
import type {Style} from '../../terminal/style.ts'

export const sinkColumns: readonly Column[] = [
  {name: 'name'},
  {name: 'type', priority: 2, tone: (cell) => (cell === 'buffer' ? undefined : 'faint')},
  {name: 'dropped', align: 'right', tone: (cell) => (cell === 0 ? 'faint' : 'doubtful')},
  {name: 'description', priority: 1},
]

export const sinkRow = ({name, type, dropped, description}: Sink): Row => ({name, type, dropped, description})

const tones: Readonly<Record<string, Tone>> = {emerg: 'bad', alert: 'bad', crit: 'bad', err: 'bad', warning: 'doubtful', debug: 'faint'}

export const eventColumns: readonly Column[] = [
  {name: 'time'},
  {name: 'level', tone: (cell) => tones[String(cell)]},
  {name: 'source', priority: 1},
  {name: 'text'},
]

/** @param none is told when there was no event at all */
export async function* eventRows(batches: AsyncIterable<readonly Event[]>, none: () => void = () => {}): AsyncGenerator<Row[]> {
  let some = false
  for await (const events of batches) {
    some ||= events.length > 0
    yield events.map(({time, level, source, text}) => ({time, level, source, text}))
  }
  if (!some) none()
}

/** An event as people read it: what HAProxy wrote, the time set off, warnings and errors coloured. */
export function eventLine({time, level, text}: Row, {dim, red, yellow}: Style): string {
  const tone = tones[String(level)]
  const shown = String(text)
  const coloured = tone === 'bad' ? red(shown) : tone === 'doubtful' ? yellow(shown) : shown
  return time === null || time === undefined ? coloured : `${dim(String(time))} ${coloured}`
}
