import {countText, entriesText} from '../../maps/count-text.ts'
import type {MapDiff} from '../../maps/diff.ts'
import type {DiffLine} from '../../maps/diff-walk.ts'
import {escapedBytes, textOf} from '../../render/bytes.ts'
import {withoutControls} from '../../render/controls.ts'
import type {Column} from '../../render/types.ts'
import type {Style} from '../../terminal/style.ts'

export const diffColumns: readonly Column[] = [{name: 'change'}, {name: 'key'}, {name: 'was', priority: 1}, {name: 'value'}]
export const patternColumns: readonly Column[] = [{name: 'change'}, {name: 'pattern'}]

/** `- key old`, `+ key new`, `~ key old → new`, `> key` for one that moved; a line with the counts at the end. */
export async function* diffText(lines: AsyncIterable<readonly DiffLine[]>, {map, difference}: MapDiff, style: Style): AsyncGenerator<string, void> {
  let any = false
  let moved = 0
  for await (const batch of lines) {
    any ||= batch.length > 0
    for (const {kind} of batch) moved += kind === 'moved' ? 1 : 0
    yield batch.map((each) => `${lineOf(each, style)}\n`).join('')
  }
  const {added, changed, removed, runningEntries} = difference
  if (!any) yield `${style.green('=')} ${map} is as the source says: ${entriesText(runningEntries)}\n`
  else
    yield style.dim(
      `${map}: ${counted(added)} added, ${counted(changed)} changed, ${counted(removed)} removed${moved > 0 ? `, ${countText(moved)} moved` : ''}`,
    ) + '\n'
}

function lineOf({kind, key, was, value}: DiffLine, style: Style): string {
  const name = shown(key)
  if (kind === 'added') return style.green(`+ ${name}${behind(value)}`)
  if (kind === 'removed') return style.red(`- ${name}${behind(was)}`)
  if (kind === 'moved') return style.cyan(`> ${name}${behind(value)}`)
  return style.yellow(`~ ${name} ${shown(was)} → ${shown(value)}`)
}

/** A pattern of an ACL has no value. */
const behind = (value: Uint8Array | undefined): string => (value === undefined || value.length === 0 ? '' : ` ${shown(value)}`)

const counted = (count: number | null): string => (count === null ? '?' : countText(count))
const shown = (bytes: Uint8Array = Buffer.alloc(0)): string => withoutControls(textOf(bytes) ?? escapedBytes(bytes))
