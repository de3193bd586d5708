import type {ReferenceKind} from '../protocol/commands/map/reference.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import {MapFileReader} from '../protocol/map-file.ts'
import {plainBytes} from './gunzip.ts'
import type {EntrySource} from './source.ts'
import type {SourceText} from './source-text.ts'

/** Bytes; HAProxy's buffer, which a line must fit in, is never that large. */
const longestLine = 4 << 20

/** A text as the entries that stand in it. @param kind as whose file its lines are read */
export const sourceOfText = (text: SourceText, kind: ReferenceKind): EntrySource => ({
  kind,
  name: text.name,
  file: text.file,
  entries: () => entriesOf(text, kind),
  [Symbol.asyncDispose]: () => text[Symbol.asyncDispose](),
})

async function* entriesOf(text: SourceText, kind: ReferenceKind): AsyncGenerator<EntryBatch, void> {
  const reader = new MapFileReader(kind)
  const read = (batch: EntryBatch): EntryBatch => {
    batch.origin = text.name
    refuseNul(reader, text.name)
    return batch
  }
  for await (const block of plainBytes(text)) {
    const batch = read(reader.push(block))
    if (reader.held > longestLine) throw endlessLine(text.name, reader)
    yield batch
  }
  yield read(reader.end())
}

function refuseNul({nulLine}: MapFileReader, name: string): void {
  if (nulLine === undefined) return
  throw new HactlError('source-binary', {
    exit: 2,
    message: `${name}:${nulLine}: a NUL byte, where HAProxy would cut the line`,
    hint: 'is this a map file? one entry a line: KEY VALUE',
  })
}

const endlessLine = (name: string, {lines}: MapFileReader): HactlError =>
  new HactlError('entry-too-long', {
    exit: 2,
    message: `${name}:${lines + 1}: this line has more than ${longestLine} bytes`,
    hint: 'is this a map file? one entry a line: KEY VALUE',
  })
