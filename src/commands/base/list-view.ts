import type {MapHeader} from '../../protocol/commands/map/show-maps.ts'
import type {Cell, Column, Row} from '../../render/types.ts'

/** The versions that were given out after the current one: what became of each, HAProxy does not tell. */
function prepared(next: Cell, {currentVersion: current}: Row): string {
  if (typeof next !== 'number' || typeof current !== 'number' || next <= current) return '-'
  return next === current + 1 ? String(next) : `${current + 1}-${next}`
}

/** @param file column of the file, and of what tells those without one apart */
export const listColumns = (file: Column, description: Column): readonly Column[] => [
  {name: 'id', align: 'right', format: (cell) => `#${String(cell)}`},
  file,
  {name: 'entries', align: 'right'},
  {name: 'currentVersion', heading: 'VERSION', align: 'right', priority: 1},
  {name: 'nextVersion', heading: 'PREPARED', align: 'right', priority: 2, format: prepared},
  description,
]

/** What a person must know of the numbers of entries; undefined where there is nothing to know. */
export function entriesNote(headers: readonly MapHeader[]): string | undefined {
  const anyPrepared = headers.some(({currentVersion = 0, nextVersion = 0}) => nextVersion > currentVersion)
  return anyPrepared ? 'ENTRIES counts what prepared versions still hold, too; traffic does not see that' : undefined
}

export const headerRow = ({id, file, entryCount, currentVersion, nextVersion, description}: MapHeader): Row => ({
  id,
  file,
  entries: entryCount ?? null,
  currentVersion: currentVersion ?? null,
  nextVersion: nextVersion ?? null,
  description,
})
