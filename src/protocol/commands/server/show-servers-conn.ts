import type {WireCommand} from '../../command.ts'
import {integerIn, linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** A server as `show servers conn` has it. */
export interface ServerConn {
  readonly backend: string
  readonly server: string
  /** All columns by HAProxy's names (management guide 9.3), as text; `-` is none. */
  readonly fields: Readonly<Record<string, string>>
  /** A field that is a number; undefined where this HAProxy does not have it. */
  readonly number: (name: string) => number | undefined
  /** Idle connections of each thread. */
  readonly threads: readonly number[]
}

const ofThreads = /^idle_per_thr\[(\d+)\]$/

/** `show servers conn`: `# bkname/svname bkid/svid … idle_per_thr[2]`, a line for each server. Read by the heading: versions add columns. */
export const showServersConn = {
  name: 'show servers conn',
  since: '2.2',
  level: 'user',
  encode: () => 'show servers conn',
  decode: (reply): ServerConn[] => {
    const [heading, ...lines] = linesOf('show servers conn', reply)
    if (heading?.startsWith('# ') !== true) throw refused('show servers conn', reply)
    const names = heading.slice('# '.length).split(' ')
    const perThread = names.findIndex((name) => ofThreads.test(name))
    const threads = Number(ofThreads.exec(names[perThread] ?? '')?.[1] ?? 0)
    return lines.map((line) => {
      const cells = line.split(' ')
      // one heading stands over as many cells as there are threads; HAProxy's own MASTER (2.2) has none
      const idle = perThread === -1 ? [] : cells.splice(perThread, threads, '').map(Number)
      const fields = Object.fromEntries(names.flatMap((name, at) => (name === '-' || at === perThread ? [] : [[name, cells[at] ?? '-'] as const])))
      const [, backend, server] = /^([^/]+)\/(.+)$/.exec(fields['bkname/svname'] ?? '') ?? []
      if (cells.length < names.length || (idle.length < threads && idle.length > 0) || backend === undefined || server === undefined)
        throw refused('show servers conn', {...reply, text: line})
      return {backend, server, fields, number: (name) => integerIn(fields[name]), threads: idle}
    })
  },
} as const satisfies WireCommand<[], ServerConn[]>
