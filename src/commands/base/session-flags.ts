import type {SessionFilter} from '../../sessions/filter.ts'
import {durationFlag} from './duration.ts'
import {Flags} from './oclif.ts'

const helpGroup = 'SESSION'
const pattern = '* and ? stand for other characters'

/** Flags of commands that are about some sessions. */
export const sessionFlags = {
  backend: Flags.string({description: `only of this backend; ${pattern}`, helpGroup, helpValue: 'NAME'}),
  frontend: Flags.string({description: `only of this frontend; ${pattern}; GLOBAL are HAProxy's own sockets`, helpGroup, helpValue: 'NAME'}),
  server: Flags.string({description: `only of this server; ${pattern}`, helpGroup, helpValue: 'BACKEND/SERVER'}),
  source: Flags.string({description: 'only from there: an address, a network (10.0.0.0/8), or a pattern', helpGroup, helpValue: 'ADDR'}),
  older: durationFlag({description: 'only those that have lasted so long', helpGroup}),
}

/** The filter that the flags make; empty when none was given. */
export function sessionFilter({backend, frontend, server, source, older}: SessionFilter): SessionFilter {
  return Object.fromEntries(Object.entries({backend, frontend, server, source, older}).filter(([, value]) => value !== undefined))
}
