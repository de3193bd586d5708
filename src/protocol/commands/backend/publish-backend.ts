import type {WireCommand} from '../../command.ts'
import {announced} from '../../refusal.ts'
import {word} from '../../word.ts'

const success = announced('publish backend', /^Backend published\.\s*$/)

/** `publish backend NAME`: `use_backend` and `default_backend` may choose it. Management guide 9.3. */
export const publishBackend = {
  name: 'publish backend',
  since: '3.4',
  level: 'admin',
  instead: "hactl server ready 'BACKEND/*' lets the servers of a backend take traffic",
  changes: true,
  look: 'hactl backend list',
  encode: (backend) => `publish backend ${word(backend)}`,
  decode: (reply) => void success(reply),
} as const satisfies WireCommand<[string], void>
