import type {WireCommand} from '../../command.ts'
import {acknowledged, refused} from '../../refusal.ts'
import {word} from '../../word.ts'

/** What is changed of a trace source. `start`, `stop` and `pause`: `now`, at an event, or at `any`. */
export type TraceSetting = readonly ['sink' | 'level' | 'verbosity' | 'start' | 'stop' | 'pause', string]

/** `trace SOURCE sink|level|verbosity NAME`, `trace SOURCE start|stop|pause now|EVENT`: one on a line, for chains of them came with 3.1. Management guide 9.3; since 2.1. */
export const setTrace = {
  name: 'trace',
  since: '2.1',
  level: 'operator',
  changes: true,
  look: 'hactl trace list',
  encode: (source, [setting, value]) => `trace ${word(source)} ${setting} ${word(value)}`,
  decode: acknowledged('trace'),
} as const satisfies WireCommand<[string, TraceSetting], void>

/** `trace 0`: all of them are stopped; their sinks stay. Without a blank line up to 2.6. */
export const stopTraces = {
  name: 'trace 0',
  since: '2.1',
  level: 'operator',
  changes: true,
  look: 'hactl trace list',
  encode: () => 'trace 0',
  decode: (reply): void => {
    if (reply.text !== 'All traces now stopped\n') throw refused('trace 0', reply)
  },
} as const satisfies WireCommand<[], void>
