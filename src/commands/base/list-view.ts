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

export const headerRow = ({id, file, entryCount, currentVersion, nextVersion, description}: MapHeader): Row => ({
  id,
  file,
  entries: entryCount ?? null,
  currentVersion: currentVersion ?? null,
  nextVersion: nextVersion ?? null,
  description,
})
