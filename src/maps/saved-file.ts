import type {ReferenceKind} from '../protocol/commands/map/reference.ts'
import {FileDraft} from './file-draft.ts'
import type {FileTarget} from './file-target.ts'
import {type FileContent, writeText} from './file-text.ts'
import {countComments, loadedEntries} from './loaded-file.ts'
import type {Listener} from './progress.ts'

/** A map file that was written, or would be. */
export interface SavedFile {
  readonly file: string
  readonly entries: number
  /** Of its text. */
  readonly bytes: number
  /** false: it holds these entries already, and was left as it is. */
  readonly written: boolean
  /** Lines of comments that are lost. */
  readonly comments: number
}

export interface SaveFileOptions extends Listener {
  /** Whether the file is that of a map or of an ACL. */
  readonly kind: ReferenceKind
  /** Only look what would be written. */
  readonly dryRun: boolean
  /** Gives the content once it is whole; asked once, and for a look only when without a draft. */
  readonly content: (draft: FileDraft | undefined) => Promise<FileContent>
  /** It was looked at, and holds something else. */
  readonly differs?: boolean
  /** Told when the content is on its way to disk, before it takes the name. */
  readonly beforePlace?: () => Promise<void>
}

/** Gives a file a new content, in one step; what holds the same entries in the same order is left as it is, with its comments. */
export async function saveFile(target: FileTarget, {kind, dryRun, content, differs = false, beforePlace, caution}: SaveFileOptions): Promise<SavedFile> {
  await using draft = dryRun ? undefined : await FileDraft.open(target)
  const {entries, bytes, digest} = await content(draft)
  const saved = {file: target.name, entries, bytes}
  if (!differs && (await holds(target, kind, digest))) return {...saved, written: false, comments: 0}
  const comments = target.existing ? await countComments(target.path) : 0
  await beforePlace?.()
  await draft?.place()
  if (comments > 0)
    caution?.(
      `${comments === 1 ? 'a comment' : `${comments} comments`} of ${target.name} ${dryRun ? 'would be' : comments === 1 ? 'is' : 'are'} lost: HAProxy does not know them`,
    )
  return {...saved, written: true, comments}
}

async function holds({path, existing}: FileTarget, kind: ReferenceKind, digest: string): Promise<boolean> {
  if (!existing) return false
  const there = await writeText(loadedEntries(path, kind), {kind, of: path, bufferSize: Number.POSITIVE_INFINITY})
  return there.digest === digest
}
