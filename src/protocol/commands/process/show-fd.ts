import type {WireCommand} from '../../command.ts'
import {fieldsOf} from '../../fields.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** An open file descriptor of the process. */
export interface FileDescriptor {
  readonly fd: number
  /** HAProxy finds something odd about it (`!`). */
  readonly suspicious: boolean
  /** All that is said of it, by HAProxy's names: `st`, `owner`, `iocb`, `fe`, `sv`, `mux`, `lport` … */
  readonly fields: Readonly<Record<string, string>>
}

const row = /^ *(\d+) : (.*?)( !)?$/

/** `show fd`: `     18 : st=0x000121(cl heopI W:sRa R:srA) … fe=www mux=H1 …`. Management guide 9.3; since 1.7. */
export const showFd = {
  name: 'show fd',
  since: '1.7',
  level: 'operator',
  stalls: 'all threads of HAProxy stand still, once for each descriptor',
  encode: () => 'show fd',
  decode: (reply): FileDescriptor[] =>
    linesOf('show fd', reply).map((line) => {
      const found = row.exec(line)
      if (!found) throw refused('show fd', {...reply, text: line})
      const [, fd, text = '', mark] = found
      return {fd: Number(fd), suspicious: mark !== undefined, fields: fieldsOf(text)}
    }),
} as const satisfies WireCommand<[], FileDescriptor[]>
