import type {Target} from '../client/target.ts'
import type {Backup} from './backup.ts'
import type {DuplicatePolicy} from './duplicates.ts'
import type {Guards} from './guards.ts'
import type {MapName} from './open-map.ts'
import type {PatchLine} from './patch-lines.ts'
import type {SavedFile} from './saved-file.ts'
import type {SyncFileOptions} from './sync-files.ts'
import type {Verify} from './verify.ts'
import type {WriterOptions} from './writers.ts'

/**
 * auto: nothing when the content is alike, else replace; replace: a new version in any case, without comparing first; patch: single changes, which traffic
 * sees one after the other, for maps whose entries have no order.
 */
export type Strategy = 'auto' | 'replace' | 'patch'

/** How a map is brought to the content of a source; all of it may be left out. */
export interface SyncOptions extends WriterOptions, Partial<Guards>, SyncFileOptions {
  /** The map as HAProxy names it; the file of the source otherwise. */
  readonly map?: MapName | undefined
  readonly strategy?: Strategy
  readonly verify?: Verify
  /** auto: a session where HAProxy has `prompt i` (3.2.4) or a round trip takes more than 2 ms, else a connection for each chunk. */
  readonly session?: 'auto' | 'oneshot' | 'prompt'
  /** Bytes of payload in one command, or of one line of a patch; as much as HAProxy's buffer takes unless given. */
  readonly chunkSize?: number | undefined
  readonly onDuplicate?: DuplicatePolicy
  readonly acceptDrift?: boolean
  /** Go on although far more entries than there should be were prepared and never committed. */
  readonly acceptLeftover?: boolean
  /** Count changes beyond two million entries too. */
  readonly count?: boolean
  /** Plan only. */
  readonly dryRun?: boolean
  /** Told the lines of a patch before the first is sent; with `dryRun` none will be. */
  readonly onPatch?: (lines: readonly PatchLine[]) => void
  /** Stops it: what was prepared is removed where that is safe, and what was sent to be committed is waited for. */
  readonly signal?: AbortSignal | undefined
}

/** What a sync did, or with `dryRun` would do. */
export interface SyncReport {
  readonly map: string
  readonly source: string
  /** none: the content was alike, nothing was sent. */
  readonly strategy: 'none' | 'replace' | 'patch'
  /** Entries of the source. */
  readonly entries: number
  /** null where nothing was compared. */
  readonly added: number | null
  readonly changed: number | null
  readonly removed: number | null
  /** The version that was committed; null for a plan, for a patch, and where nothing was sent. */
  readonly version: number | null
  /** Payloads, or lines of a patch. */
  readonly chunks: number
  /** Bytes of these. */
  readonly bytes: number
  readonly verify: Verify
  /** The content was read back (or with count: counted) and found right before the commit, or after the patch. */
  readonly verified: boolean
  /** Entries of versions that others had left uncommitted, where they were counted; a commit has removed them. */
  readonly abandoned: number | null
  /** The file that was written after the commit or the patch; null where none was asked for. */
  readonly saved: SavedFile | null
  /** Where the old content is; null where none was asked for, and where nothing was sent. */
  readonly backup: Backup | null
  readonly durationMs: number
  /** ms by phase. */
  readonly phases: Readonly<Record<string, number>>
  readonly target: Target
  /** Nothing was sent that changes anything. */
  readonly dryRun: boolean
  /** The command line that brings the old content back, for a shell: from the backup. null where there is none, where nothing was sent, and for a plan. */
  readonly undo: string | null
}

/** Entries beyond which changes are no longer counted unless asked for. */
export const countLimit = 2_000_000
