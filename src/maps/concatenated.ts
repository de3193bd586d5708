import {maps} from '../protocol/commands/map/reference.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import type {EntrySource} from './source.ts'

/** Several sources, one behind the other, as one. A line ends where its file does. */
export function concatenated(sources: readonly EntrySource[]): EntrySource {
  const [only] = sources
  if (only && sources.length === 1) return only
  const kind = only?.kind ?? maps
  return {
    kind,
    name: nameOf(sources.map(({name}) => name)),
    file: undefined,
    files: sources.flatMap(({file}) => file ?? []),
    entries: () => entriesOfAll(sources),
    [Symbol.asyncDispose]: () => closeAll(sources),
  }
}

export async function closeAll(sources: readonly AsyncDisposable[]): Promise<void> {
  await Promise.all(sources.map((source) => source[Symbol.asyncDispose]()))
}

async function* entriesOfAll(sources: readonly EntrySource[]): AsyncGenerator<EntryBatch, void> {
  for (const source of sources) yield* source.entries()
}

const mostNames = 3

function nameOf(names: readonly string[]): string {
  if (names.length <= mostNames) return names.join(' + ')
  return `${names.slice(0, mostNames - 1).join(' + ')} and ${names.length - mostNames + 1} more`
}
