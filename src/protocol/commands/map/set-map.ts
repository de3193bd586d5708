import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {keyWord} from './key-word.ts'
import {type MapReference, mapWord} from './reference.ts'
import {valueWord} from './value-word.ts'

/** `set map REF KEY VALUE` changes the value of a key, of all its duplicates. Management guide 9.3. */
export const setMap = {
  name: 'set map',
  since: '1.5',
  level: 'map',
  changes: true,
  encode: (map, key, value) => `set map ${mapWord(map)} ${keyWord(key)} ${valueWord(value)}`,
  decode: acknowledged('set map'),
} as const satisfies WireCommand<[MapReference, string | Uint8Array, string | Uint8Array], void>
