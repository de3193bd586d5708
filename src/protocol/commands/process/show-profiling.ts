import type {WireCommand} from '../../command.ts'
import {type FunctionCounts, functionTable} from '../../function-table.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** What HAProxy can measure of itself. */
export type Profiling = 'tasks' | 'memory'

/** `auto-on` and `auto-off`: it turns itself on under load. `undefined`: this HAProxy cannot measure it, or does not tell. */
export type ProfilingStatus = Readonly<Record<Profiling, string | undefined>>

const row = /^(Per-task CPU|Memory usage) profiling +: (\S+)/

/** `show profiling status`: `Per-task CPU profiling  : auto-off  # set profiling tasks {on|auto|off}`. HAProxy 2.2 passes over `status`. Management guide 9.3. */
export const showProfiling = {
  name: 'show profiling',
  since: '1.9',
  level: 'profiling',
  encode: () => 'show profiling status',
  decode: (reply): ProfilingStatus => {
    const found: Record<string, string> = {}
    for (const line of linesOf('show profiling', reply)) {
      const [, what, state] = row.exec(line) ?? []
      if (what !== undefined && state !== undefined) found[what] = state
    }
    const {'Per-task CPU': tasks, 'Memory usage': memory} = found
    if (tasks === undefined) throw refused('show profiling', reply)
    return {tasks, memory}
  },
} as const satisfies WireCommand<[], ProfilingStatus>

/** `show profiling tasks`: `Tasks activity over 0.001 sec till 0.000 sec ago:`, then a line for each function. Management guide 9.3; since 2.4. */
export const showProfilingTasks = {
  name: 'show profiling',
  since: '2.4',
  level: 'profiling',
  encode: () => 'show profiling tasks',
  decode: (reply): FunctionCounts[] => {
    const [title = '', ...table] = linesOf('show profiling', reply)
    if (!title.startsWith('Tasks activity')) throw refused('show profiling', reply)
    return functionTable(showProfilingTasks, table, reply)
  },
} as const satisfies WireCommand<[], FunctionCounts[]>
