import type {WireCommand} from '../../command.ts'
import {linesOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'
import {type TableHeader, tableHeaderOf} from './table-header.ts'

/** `show table`: a heading for each stick table. Management guide 9.3. */
export const showTables = {
  name: 'show table',
  since: '1.5',
  level: 'user',
  encode: () => 'show table',
  decode: (reply): TableHeader[] =>
    linesOf('show table', reply).map((line) => {
      const header = tableHeaderOf(line)
      if (!header) throw refused('show table', {...reply, text: line})
      return header
    }),
} as const satisfies WireCommand<[], TableHeader[]>
