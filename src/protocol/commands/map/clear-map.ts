import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {type MapReference, type MapVersion, mapWord, verb, versionWord} from './reference.ts'

const clear = verb('clear')

/**
 * `clear map @v REF` removes the entries of a version that was not committed; without `@v` those that traffic sees, 100 at a time, not atomically.
 * Dangerous beside a large map before 3.4, without effect from 3.4 on: see `clearVersion` in the dialect. Management guide 9.3.
 */
export const clearMap = {
  name: 'clear map',
  named: clear,
  since: '1.5',
  level: 'map',
  changes: true,
  encode: (map: MapReference, version?: MapVersion) => `${clear(map)}${versionWord(version)} ${mapWord(map)}`,
  decode: (reply, map) => acknowledged(clear(map))(reply),
} as const satisfies WireCommand<[MapReference, MapVersion?], void>
