import type {WireCommand} from '../../command.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** A counter of HAProxy's scheduler: over all threads, and by thread where it is told. */
export interface Activity {
  readonly name: string
  readonly total: number
  readonly threads: readonly number[]
}

const row = /^(\w+): (-?[\d.]+)(?: \(\d+\.\.\d+\)| \[ ([-\d ]*) \])?$/

/** `show activity`: `loops: 11860 [ 5897 5963 ]`. Management guide 9.3; which level it needs differs. */
export const showActivity = {
  name: 'show activity',
  since: '1.8',
  level: 'activity',
  encode: () => 'show activity',
  decode: (reply): Activity[] => {
    const activities = linesOf('show activity', reply).map((line) => {
      const found = row.exec(line)
      if (!found) throw refused('show activity', {...reply, text: line})
      const [, name = '', total, threads = ''] = found
      return {name, total: Number(total), threads: threads.split(' ').filter(Boolean).map(Number)}
    })
    if (activities.length === 0) throw refused('show activity', reply)
    return activities
  },
} as const satisfies WireCommand<[], Activity[]>
