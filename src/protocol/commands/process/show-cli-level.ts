import type {Level, WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'

/** `show cli level`: what this connection may do. Management guide 9.3; since 1.8. */
export const showCliLevel = {
  name: 'show cli level',
  since: '1.8',
  level: 'user',
  encode: () => 'show cli level',
  decode: (reply): Level => {
    const level = reply.text.trim()
    if (!reply.complete || (level !== 'user' && level !== 'operator' && level !== 'admin')) throw refused('show cli level', reply)
    return level
  },
} as const satisfies WireCommand<[], Level>
