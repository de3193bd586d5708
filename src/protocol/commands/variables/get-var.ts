import type {WireCommand} from '../../command.ts'
import {HactlError} from '../../error.ts'
import {refused} from '../../refusal.ts'
import {readable, word} from '../../word.ts'

/** A variable of the whole process, scope `proc`. */
export interface ProcessVariable {
  readonly name: string
  /** As HAProxy calls it: str, sint, bool, ipv4 … */
  readonly type: string
  /** As HAProxy shows it: `.` stands for what cannot be printed. */
  readonly value: string
}

const answer = /^(\S+): type=(\w+) value=<(.*)>\n$/s

/** `get var NAME`: `proc.x: type=str value=<a b>`, without a blank line up to 2.6. Management guide 9.3; since 2.4. */
export const getVar = {
  name: 'get var',
  since: '2.4',
  level: 'operator',
  instead: 'a map can hold what is to be read at run time: hactl map get',
  encode: (name) => `get var ${word(name)}`,
  decode: (reply, asked): ProcessVariable => {
    const [, name, type, value] = answer.exec(readable(reply.text)) ?? []
    if (name !== undefined && type !== undefined && value !== undefined) return {name, type, value}
    if (reply.text.startsWith('Variable not found.')) throw unknown(asked)
    throw refused('get var', reply)
  },
} as const satisfies WireCommand<[string], ProcessVariable>

const unknown = (name: string): HactlError =>
  new HactlError('variable-unknown', {
    exit: 2,
    message: `this HAProxy has no variable ${JSON.stringify(name)} that is set`,
    hint: 'only variables of scope proc can be read: `set-var proc.NAME` in the global section, `http-request set-var(proc.NAME)`, or hactl var set makes one',
  })
