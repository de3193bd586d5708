import {entriesText} from '../../maps/count-text.ts'
import type {SavedFile} from '../../maps/saved-file.ts'
import type {SyncReport} from '../../maps/sync-options.ts'
import type {Row} from '../../render/types.ts'
import {memoryOnly} from './change-view.ts'

/** What became of the file, behind what became of the map. */
export const savedText = (saved: SavedFile | null): string =>
  saved === null ? memoryOnly : saved.written ? `saved to ${saved.file}` : `${saved.file} holds it already`

/** How to go back. */
export const backupLines = ({backup}: SyncReport): string[] =>
  backup === null ? [] : [`old content: ${backup.file} (${entriesText(backup.entries ?? 0)}); to go back to it:`, `  ${backup.restore}`]

/** What a dry run of these would write. */
export const plannedFiles = ({saved, backup}: SyncReport): string[] => [
  ...(backup ? [`would write the old content to ${backup.file}`] : []),
  ...(saved?.written ? [`would save ${entriesText(saved.entries)} to ${saved.file}`] : []),
]

export const fileRow = ({saved, backup}: SyncReport): Row => ({saved: saved?.file ?? null, written: saved?.written ?? null, backup: backup?.file ?? null})
