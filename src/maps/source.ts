import type {ReferenceKind} from '../protocol/commands/map/reference.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'

/** Entries that can be read several times, in order, the same each time. */
export interface EntrySource extends AsyncDisposable {
  /** Whether its lines were read as those of a map or of an ACL. */
  readonly kind: ReferenceKind
  /** As messages name it: the file, or `standard input`. */
  readonly name: string
  /** File that it stands for, where there is one. */
  readonly file: string | undefined
  /** Files that it is read from, where that is not `file` alone. */
  readonly files?: readonly string[]
  /** @throws HactlError `source-changed` when it is not what it was at the first reading */
  entries(): AsyncIterable<EntryBatch>
}
