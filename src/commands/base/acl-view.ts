import {maps, type ReferenceKind} from '../../protocol/commands/map/reference.ts'
import {portableObject} from '../../render/portable.ts'
import type {View} from './command.ts'

const aclNames = new Map([
  ['map', 'acl'],
  ['key', 'pattern'],
])

/** What is called map and key is an ACL and its pattern in the output of `hactl acl`. */
export function viewFor<T extends object>(kind: ReferenceKind, view: View<T>): View<T> {
  if (kind === maps) return view
  const {row} = view
  return {...view, thing: (result) => renamed(portableObject(result)), ...(row && {row: (result: T) => renamed(row(result))})}
}

const renamed = <Value>(properties: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [aclNames.get(name) ?? name, value]))
