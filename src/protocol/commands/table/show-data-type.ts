import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {readable, word} from '../../word.ts'

/**
 * Whether a table stores a data type. A filter with an operator that is none: HAProxy looks for the type first, and never comes to the entries
 * (stick_table.c table_prepare_data_request). Every level may ask.
 */
export const showDataType = {
  name: 'show table',
  since: '1.5',
  level: 'user',
  encode: (table, type) => `show table ${word(table)} data.${word(type)} ? 0`,
  decode: (reply): boolean => {
    const text = readable(reply.text)
    if (reply.complete && /Require and operator/.test(text)) return true
    if (reply.complete && /(?:Data type not stored in this table|Unknown data type)$/m.test(text)) return false
    throw refused('show table', reply)
  },
} as const satisfies WireCommand<[string, string], boolean>
