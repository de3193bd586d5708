import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {word} from '../../word.ts'

/** What a variable is set to. */
export interface VariableExpression {
  /** A sample expression (`int(5)`, `str(a),upper`), or a format as logs have it. */
  readonly kind: 'expr' | 'fmt'
  readonly text: string
}

/**
 * `set var NAME expr EXPRESSION` or `fmt FORMAT`, in experimental mode, which a line of its own turns on for this connection: its empty answer comes first.
 * Management guide 9.3; since 2.4, `expr` and `fmt` since 2.5.
 */
export const setVar = {
  name: 'set var',
  since: '2.5',
  level: 'admin',
  instead: '`set-var proc.NAME` in the global section of haproxy.cfg sets one from 2.4 on; what changes at run time may stand in a map: hactl map set',
  changes: true,
  look: 'hactl var get',
  encode: (name, {kind, text}) => `experimental-mode on;set var ${word(name)} ${kind} ${word(text)}`,
  decode: (reply): void => {
    if (reply.complete && reply.text === '\n') return
    const text = reply.text.replace(/^\n/, '')
    // up to 2.6 its messages come without a blank line
    throw refused('set var', {...reply, text, complete: reply.complete || text.endsWith('\n')})
  },
} as const satisfies WireCommand<[string, VariableExpression], void>
