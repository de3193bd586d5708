import type {WireCommand} from '../../command.ts'
import {announced} from '../../refusal.ts'
import {word} from '../../word.ts'

const success = announced('unpublish backend', /^Backend unpublished\.\s*$/)

/** `unpublish backend NAME`: `use_backend` and `default_backend` pass it over; what is under way goes on. Management guide 9.3. */
export const unpublishBackend = {
  name: 'unpublish backend',
  since: '3.4',
  level: 'admin',
  instead: "hactl server drain 'BACKEND/*' keeps new traffic from the servers of a backend",
  changes: true,
  look: 'hactl backend list',
  encode: (backend) => `unpublish backend ${word(backend)}`,
  decode: (reply) => void success(reply),
} as const satisfies WireCommand<[string], void>
