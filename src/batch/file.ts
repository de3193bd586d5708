import {openText} from '../maps/open-source.ts'
import {oneAhead} from './as-they-come.ts'
import type {BatchLine} from './line.ts'
import {type Limits, longestCommand, readBatch} from './read.ts'
import {isSimple} from './simple.ts'

/** A file of commands of which every line can be sent. */
export interface BatchFile extends AsyncDisposable {
  /** @throws HactlError `source-changed` when it is not what was checked */
  lines(): AsyncIterable<readonly BatchLine[]>
}

/**
 * Reads a file to its end: what is wrong with any of its lines is known before the first is sent. Nothing of it is kept: it is read again line by line.
 *
 * @param path a file, or a pipe, which is kept in TMPDIR without a name
 * @throws HactlError `source-unreadable`, and what `readBatch` throws
 */
export async function openBatchFile(path: string, limits: Limits, options: Omit<Parameters<typeof openText>[1], 'wanted'>): Promise<BatchFile> {
  const text = await openText(path, {...options, wanted: 'a file of commands'})
  const lines = () => readBatch(text.blocks(), limits)
  try {
    if (!(await isSimple(text.blocks(), longestCommand(limits)))) for await (const _ of lines());
  } catch (error) {
    await text[Symbol.asyncDispose]()
    throw error
  }
  return {lines: () => oneAhead(lines()), [Symbol.asyncDispose]: () => text[Symbol.asyncDispose]()}
}
