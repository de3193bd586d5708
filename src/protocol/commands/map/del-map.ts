import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {keyWord} from './key-word.ts'
import {type MapReference, mapWord} from './reference.ts'

/** `del map REF KEY` removes a key: all its duplicates, from 3.4 on one of them (545cf59b6). Management guide 9.3. */
export const delMap = {
  name: 'del map',
  since: '1.5',
  level: 'map',
  changes: true,
  encode: (map, key) => `del map ${mapWord(map)} ${keyWord(key)}`,
  decode: acknowledged('del map'),
} as const satisfies WireCommand<[MapReference, string], void>
