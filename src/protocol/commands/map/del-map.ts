import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import type {Reply} from '../../reply.ts'
import {keyWord} from './key-word.ts'
import {type MapReference, mapWord, verb} from './reference.ts'

const del = verb('del')

/** `del map REF KEY` removes a key: all its duplicates, from 3.4 on one of them (545cf59b6). Management guide 9.3. */
export const delMap = {
  name: 'del map',
  named: del,
  since: '1.5',
  level: 'map',
  changes: true,
  encode: (map, key) => `${del(map)} ${mapWord(map)} ${keyWord(key)}`,
  decode: (reply: Reply, map: MapReference) => acknowledged(del(map))(reply),
} as const satisfies WireCommand<[MapReference, string | Uint8Array], void>
