import {maps} from '../protocol/commands/map/reference.ts'
import {sourceOfText} from './entries-of.ts'
import {blocksOf} from './file-source.ts'
import {keep, openScratch} from './scratch.ts'
import type {EntrySource} from './source.ts'
import type {SourceText} from './source-text.ts'

/** What can be read only once (standard input, a pipe; plain or compressed with gzip) as a source that can be read again. It lies in TMPDIR, without a name. */
export const spool = async (input: AsyncIterable<Uint8Array | string>, name: string, kind = maps): Promise<EntrySource> =>
  sourceOfText(await spoolText(input, name), kind)

/** The same, whatever stands in it. */
export async function spoolText(input: AsyncIterable<Uint8Array | string>, name: string): Promise<SourceText> {
  const handle = await openScratch()
  try {
    for await (const piece of input) await keep(handle, piece)
  } catch (error) {
    await handle.close()
    throw error
  }
  return {name, file: undefined, blocks: (from = 0) => blocksOf(handle, from), [Symbol.asyncDispose]: () => handle.close()}
}
