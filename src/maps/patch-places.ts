import type {EntrySource} from './source.ts'

/** `FILE:LINE` where a key stands. */
export async function placeOf(source: EntrySource, key: Uint8Array): Promise<string> {
  for await (const batch of source.entries()) {
    for (let index = 0; index < batch.count; index += 1) if (batch.key(index).equals(key)) return batch.place(index, source.name)
  }
  return source.name
}

/** Values that the source has for some keys, by their latin1 text. */
export async function valuesOf(source: EntrySource, keys: ReadonlyMap<string, unknown>): Promise<Map<string, Buffer>> {
  const values = new Map<string, Buffer>()
  for await (const batch of source.entries()) {
    for (let index = 0; index < batch.count; index += 1) {
      const name = batch.key(index).toString('latin1')
      if (keys.has(name)) values.set(name, Buffer.from(batch.value(index)))
    }
  }
  return values
}
