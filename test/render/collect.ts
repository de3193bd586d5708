import type {Chunk, Row} from '../../src/render/types.ts'

/** All that was rendered, as bytes. */
export async function bytesOf(chunks: AsyncIterable<Chunk>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const chunk of chunks) all.push(Buffer.from(chunk))
  return Buffer.concat(all)
}

export const textOf = async (chunks: AsyncIterable<Chunk>): Promise<string> => (await bytesOf(chunks)).toString('utf8')

/** Rows in batches of a size, as a source delivers them. */
export async function* batchesOf(rows: readonly Row[], size = 2): AsyncGenerator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += size) yield await Promise.resolve(rows.slice(start, start + size))
}
