import type {WireCommand} from '../../command.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** An object file in the memory of the process. */
export interface Library {
  readonly path: string
  /** `0x…` */
  readonly start: string
  readonly end: string
  /** Bytes of memory. */
  readonly size: number
}

const row = /^(0x[\da-f]+)-(0x[\da-f]+) \((0x[\da-f]+)\) (.*)$/

/** `show libs`: the program and its shared libraries, where the system tells them. Management guide 9.3; since 2.6. */
export const showLibs = {
  name: 'show libs',
  since: '2.6',
  level: 'operator',
  instead: '`haproxy -vv` tells what it was built with, `ldd` of its program what it loads',
  encode: () => 'show libs',
  decode: (reply): Library[] =>
    linesOf('show libs', reply).map((line) => {
      const found = row.exec(line)
      if (!found) throw refused('show libs', {...reply, text: line})
      const [, start = '', end = '', size, path = ''] = found
      return {path, start, end, size: Number(size)}
    }),
} as const satisfies WireCommand<[], Library[]>
