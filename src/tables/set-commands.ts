import {type DataValue, setTable, valuesPerCommand} from '../protocol/commands/table/set-table.ts'
import type {WireText} from '../protocol/word.ts'

/** Values in groups that one command takes: HAProxy counts its words. An entry without values is one group. */
export function valueGroups(values: readonly DataValue[]): (readonly DataValue[])[] {
  if (values.length <= valuesPerCommand) return [values]
  const groups: DataValue[][] = []
  for (let next = 0; next < values.length; next += valuesPerCommand) groups.push(values.slice(next, next + valuesPerCommand))
  return groups
}

/** As many commands as it takes. */
export function commandsOf(table: string, key: WireText, values: readonly DataValue[]): WireText[] {
  const wireKey = Buffer.from(key, 'latin1')
  return valueGroups(values).map((group) => setTable.encode(table, wireKey, group))
}
