import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {readable} from '../../word.ts'

/** A variable of the environment of the process. Its value may be a secret. */
export interface Variable {
  readonly name: string
  readonly value: string
}

const opening = /^([A-Za-z_]\w*)=(.*)$/s

/**
 * `show env`: `NAME=value`, one behind the other. A value may have several lines, which nothing marks: a line that is no assignment belongs to the one before,
 * and so does everything up to the end of a PEM block, whose padding reads as an assignment. Management guide 9.3.
 */
export const showEnv = {
  name: 'show env',
  since: '1.7',
  level: 'operator',
  encode: () => 'show env',
  decode: (reply): Variable[] => {
    const variables: {name: string; value: string}[] = []
    // answers without any variable are refusals
    if (!reply.complete || (reply.text !== '' && !opening.test(reply.text))) throw refused('show env', reply)
    for (const line of readable(reply.text).replace(/\n$/, '').split('\n')) {
      const last = variables.at(-1)
      const found = last && isOpen(last.value) ? undefined : opening.exec(line)
      if (found) variables.push({name: found[1] ?? '', value: found[2] ?? ''})
      else if (last) last.value += `\n${line}`
    }
    return variables
  },
} as const satisfies WireCommand<[], Variable[]>

/** A PEM block has begun and not ended. */
const isOpen = (value: string): boolean => value.lastIndexOf('-----BEGIN') > value.lastIndexOf('-----END')
