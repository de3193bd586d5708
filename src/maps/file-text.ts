import {createHash} from 'node:crypto'
import type {ReferenceKind} from '../protocol/commands/map/reference.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import {mapText} from '../protocol/map-text.ts'
import {readable} from '../protocol/word.ts'
import type {FileDraft} from './file-draft.ts'

/** What the text of a map file holds. */
export interface FileContent {
  readonly entries: number
  readonly bytes: number
  /** The same digest is the same entries in the same order. */
  readonly digest: string
}

export interface TextOptions {
  /** Whether the file is that of a map or of an ACL. */
  readonly kind: ReferenceKind
  /** Whose entries these are: a map, or a file. */
  readonly of: string
  /** tune.bufsize: HAProxy's loader reads the rest of a longer line as a line of its own. */
  readonly bufferSize: number
  /** Where it is written; without it is only looked at. */
  readonly draft?: FileDraft | undefined
}

/**
 * Entries as the text of a map file, which HAProxy's loader reads as the same entries in the same order.
 *
 * @throws HactlError `entry-unsavable` at the first that no file can hold; `save-failed`
 */
export async function writeText(entries: AsyncIterable<EntryBatch>, {kind, of, bufferSize, draft}: TextOptions): Promise<FileContent> {
  const sum = createHash('sha1')
  let [count, bytes] = [0, 0]
  const blocks = async function* (): AsyncGenerator<Buffer, void> {
    for await (const batch of entries) {
      const text = mapText(batch, bufferSize - 1, kind)
      if (!Buffer.isBuffer(text)) throw unsavable(kind, of, batch, text)
      count += batch.count
      bytes += text.length
      sum.update(text)
      yield text
    }
  }
  if (draft) await draft.write(blocks())
  else for await (const _ of blocks());
  return {entries: count, bytes, digest: sum.digest('hex')}
}

function unsavable(
  {noun, one, values}: ReferenceKind,
  of: string,
  batch: EntryBatch,
  {index, why}: {readonly index: number; readonly why: string},
): HactlError {
  const entry = [batch.key(index), ...(values ? [batch.value(index)] : [])]
    .map((part) => part.toString('latin1'))
    .join(' ')
    .slice(0, 200)
  return new HactlError('entry-unsavable', {
    exit: 2,
    message: `the entry ${JSON.stringify(readable(entry))} of ${of} cannot stand in the file of ${one}: ${why}`,
    hint: `nothing was written or sent; hactl ${noun} del${values ? ' or hactl map set' : ''} can mend the entry`,
  })
}
