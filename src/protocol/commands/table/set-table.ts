import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'
import {type DataPlace, placeWord} from './data-type.ts'

/** A number for one place of an entry, in digits: some are above what JavaScript counts to. */
export interface DataValue {
  readonly place: DataPlace
  readonly value: string
}

/** Words of a command (cli.c MAX_CLI_ARGS 64), less `set table NAME key KEY`, two a value. */
export const valuesPerCommand = 29

/** `set table NAME key KEY [data.TYPE VALUE]…` makes the entry where there is none. Of what is wrong HAProxy does what stands before. Management guide 9.3. */
export const setTable = {
  name: 'set table',
  since: '1.5',
  level: 'operator',
  changes: true,
  look: 'hactl table get',
  encode: (table, key, values) => `set table ${word(table)} key ${word(key)}${values.map(({place, value}) => ` data.${placeWord(place)} ${value}`).join('')}`,
  decode: acknowledged('set table'),
} as const satisfies WireCommand<[string, string | Uint8Array, readonly DataValue[]], void>
