import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'

const switching = (name: `${'enable' | 'disable'} ${'health' | 'agent'}`) =>
  ({
    name,
    since: '1.5',
    level: 'admin',
    changes: true,
    look: 'hactl server show',
    encode: (server) => `${name} ${word(server)}`,
    decode: acknowledged(name),
  }) as const satisfies WireCommand<[server: string], void>

/** `enable health BACKEND/SERVER` and its like: health checks and agent checks go on, or stop. 2.2 "enables" what was never configured. Management guide 9.3. */
export const switchHealth = {enable: switching('enable health'), disable: switching('disable health')} as const

export const switchAgent = {enable: switching('enable agent'), disable: switching('disable agent')} as const
