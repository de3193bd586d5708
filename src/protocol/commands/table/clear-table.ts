import type {WireCommand} from '../../command.ts'
import {acknowledged} from '../../refusal.ts'
import {word} from '../../word.ts'
import {type Selection, selectionWords} from './show-table.ts'

/**
 * `clear table NAME [key KEY | data.TYPE OPERATOR VALUE…]` removes entries, without a filter all of them. Those in use are passed over in silence, unless one
 * is named. A key that is not there is success, too; on 2.2 so is a level that does not suffice. Management guide 9.3.
 */
export const clearTable = {
  name: 'clear table',
  since: '1.5',
  level: 'operator',
  changes: true,
  look: 'hactl table list',
  encode: (table, selection) => `clear table ${word(table)}${selectionWords(selection)}`,
  decode: acknowledged('clear table'),
} as const satisfies WireCommand<[string, Selection], void>
