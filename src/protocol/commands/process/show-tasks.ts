import type {WireCommand} from '../../command.ts'
import {type FunctionCounts, functionTable} from '../../function-table.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** `show tasks`: `Running tasks: 1 (2 threads)`, then a line for each function that tasks wait to run. Management guide 9.3; since 2.4. */
export const showTasks = {
  name: 'show tasks',
  since: '2.4',
  level: 'user',
  instead: 'hactl activity shows how busy the threads are',
  stalls: 'all threads of HAProxy stand still',
  encode: () => 'show tasks',
  decode: (reply): FunctionCounts[] => {
    const [title = '', ...table] = linesOf('show tasks', reply)
    if (!/^Running tasks: \d+/.test(title)) throw refused('show tasks', reply)
    return functionTable(showTasks, table, reply)
  },
} as const satisfies WireCommand<[], FunctionCounts[]>
