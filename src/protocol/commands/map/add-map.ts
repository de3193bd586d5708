import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import type {Reply} from '../../reply.ts'
import {type WireText, word} from '../../word.ts'
import {type MapReference, type MapVersion, mapWord, verb, versionWord} from './reference.ts'
import {valueWord} from './value-word.ts'

const add = verb('add')

/** `add map [@v] REF KEY VALUE`, `add acl [@v] REF PATTERN`: appends one entry, also when it is there already. Management guide 9.3; versions since 2.4. */
export const addMap = {
  name: 'add map',
  named: add,
  since: '1.5',
  level: 'map',
  changes: true,
  encode: (map: MapReference, key: string | Uint8Array, value: string | Uint8Array | undefined, version?: MapVersion) =>
    `${add(map)}${versionWord(version)} ${mapWord(map)} ${word(key)}${value === undefined ? '' : ` ${valueWord(value)}`}`,
  decode: (reply, map) => acknowledged(add(map))(reply),
} as const satisfies WireCommand<[MapReference, string | Uint8Array, string | Uint8Array | undefined, MapVersion?], void>

/**
 * `add map [@v] REF <<` appends the entries of a payload, one a line (since 1.9). At the first line that HAProxy refuses it stops: those before it are
 * in, those behind it are not, and the text names key or value only (map.c cli_parse_add_map).
 *
 * `add acl` wants a pattern on the command line all the same, and leaves it when a payload comes. The parser is that of maps: without a blank behind
 * each pattern all lines become one (chunk-patterns.ts).
 */
export const addMapPayload = {
  name: 'add map',
  named: add,
  since: '1.9',
  level: 'map',
  encode: (map: MapReference, version?: MapVersion): WireText => `${add(map)}${versionWord(version)} ${mapWord(map)}${map.kind.values ? '' : ' x'}`,
  decode: (reply: Reply, map: MapReference) => acknowledged(add(map))(reply),
} as const
