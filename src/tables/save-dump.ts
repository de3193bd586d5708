import {FileDraft} from '../maps/file-draft.ts'
import {fileTarget} from '../maps/file-target.ts'
import type {DumpCount} from './dump.ts'

/** A dump tells who was there: nobody else needs to read it. */
const mode = 0o600

/** Writes a dump to a file, in one step: what stood there before stays until all of it is on disk. @throws HactlError `file-unusable`, `save-failed`, and what the dump throws */
export async function saveDump(dump: AsyncGenerator<Buffer, DumpCount>, file: string): Promise<DumpCount> {
  const target = await fileTarget(file, mode)
  await using draft = await FileDraft.open(target)
  let count: DumpCount = {entries: 0, bytes: 0}
  async function* text(): AsyncGenerator<Buffer, void> {
    count = yield* dump
  }
  await draft.write(text())
  await draft.place()
  return count
}
