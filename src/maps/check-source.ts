import {payloadLineLength} from '../protocol/chunk.ts'
import {patternLength} from '../protocol/chunk-patterns.ts'
import {type EntryBatch, placeOf} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import {readable} from '../protocol/word.ts'
import {judgesKeys, type MatchKind} from './match-kind.ts'

export interface SourceRules {
  readonly kind: MatchKind
  /** Bytes that one payload line may take. */
  readonly room: number
  /** tune.bufsize: HAProxy's own loader reads the rest of a longer line as a line of its own. */
  readonly bufferSize: number
}

/** Passes entries on and stops at the first that this map cannot hold, with file and line. Everything is read so before anything is sent. */
export async function* checked(entries: AsyncIterable<EntryBatch>, name: string, rules: SourceRules): AsyncGenerator<EntryBatch, void> {
  for await (const batch of entries) {
    for (const fault of faultsOf(batch, name, rules)) throw fault
    yield batch
  }
}

/** What a map cannot hold of these entries, or HAProxy's own loader would read otherwise. */
export function* faultsOf(batch: EntryBatch, name: string, {kind, room, bufferSize}: SourceRules): Generator<HactlError, void> {
  const judges = judgesKeys(kind)
  for (let index = 0; index < batch.count; index += 1) {
    const length = kind.values ? payloadLineLength(batch, index) : patternLength(batch, index)
    if (length > room) yield tooLong(batch.place(index, name), length, room)
    if (!judges) continue
    const key = batch.key(index).toString('latin1')
    const complaint = kind.complaint(key)
    if (complaint) yield badKey(batch.place(index, name), key, complaint)
  }
  if (batch.longestLength >= bufferSize) yield splitLine(name, batch, bufferSize)
}

const tooLong = (place: string, length: number, room: number): HactlError =>
  new HactlError('entry-too-long', {
    exit: 2,
    message: `${place}: this entry takes ${length} bytes on the wire, and HAProxy's buffer has room for ${room}`,
    hint: 'tune.bufsize in the global section of haproxy.cfg makes the buffer larger',
  })

const splitLine = (name: string, {origin, longestLine, longestLength}: EntryBatch, bufferSize: number): HactlError =>
  new HactlError('entry-too-long', {
    exit: 2,
    message: `${placeOf(origin || name, longestLine)}: this line has ${longestLength} bytes, and HAProxy reads its map files in pieces of ${bufferSize - 1}: the rest would be an entry of its own`,
    hint: 'shorten the line, also when it is a comment; tune.bufsize in the global section of haproxy.cfg makes the pieces larger',
  })

const badKey = (place: string, key: string, complaint: string): HactlError =>
  new HactlError('key-invalid', {
    exit: 2,
    message: `${place}: the key ${JSON.stringify(readable(key))} is ${complaint}`,
    hint: 'nothing was sent; correct the line and run this again',
  })
