import type {WireCommand} from '../../command.ts'
import {announced} from '../../refusal.ts'
import {word} from '../../word.ts'

/** What a backend is made of that HAProxy makes while it runs. */
export interface NewBackend {
  readonly name: string
  /** Name of a `defaults` section. */
  readonly from: string
  /** That of the `defaults` section unless given. */
  readonly mode?: 'http' | 'tcp' | undefined
  readonly guid?: string | undefined
}

const success = announced('add backend', /^New backend registered\.(?: \((.*)\))?\s*$/)

/** `add backend NAME from DEFAULTS [mode tcp|http] [guid ID]`: it is made unpublished. Management guide 9.3. */
export const addBackend = {
  name: 'add backend',
  since: '3.4',
  level: 'admin',
  instead: 'a backend of haproxy.cfg comes with a reload; servers come and go at run time in those that are there: hactl server add, from HAProxy 2.6 on',
  changes: true,
  look: 'hactl backend list',
  encode: ({name, from, mode, guid}) =>
    ['add backend', word(name), 'from', word(from), ...(mode ? ['mode', mode] : []), ...(guid === undefined ? [] : ['guid', word(guid)])].join(' '),
  /** @returns what HAProxy remarks: that no servers can be added to it */
  decode: (reply): string | undefined => success(reply)[1],
} as const satisfies WireCommand<[NewBackend], string | undefined>
