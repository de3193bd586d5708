import type {BatchOptions, BatchRecord, RuntimeClient} from '../../src/index.ts'
import {HactlError, readBatch, runBatch} from '../../src/index.ts'

/** How a batch went: what it told, and the error that it ended with. */
export interface BatchResult {
  readonly records: readonly BatchRecord[]
  readonly error: HactlError | undefined
}

/** @param text of a file of commands */
export async function batchOf(client: RuntimeClient, text: string, options: BatchOptions = {}): Promise<BatchResult> {
  const records: BatchRecord[] = []
  try {
    for await (const some of runBatch(client, readBatch([Buffer.from(text, 'latin1')], client), options)) records.push(...some)
    return {records, error: undefined}
  } catch (error) {
    if (error instanceof HactlError) return {records, error}
    throw error
  }
}
