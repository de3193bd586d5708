import type {ReferenceKind} from './commands/map/reference.ts'
import type {EntryBatch} from './entry-batch.ts'

const LF = 0x0a
const CR = 0x0d
const SP = 0x20
const TAB = 0x09
const HASH = 0x23

/** The first entry of a batch that no line of a map file holds, and why. */
export interface Unwritable {
  readonly index: number
  readonly why: string
}

/**
 * The lines of a map file that HAProxy's own loader reads as these entries again (pattern.c pat_ref_read_from_file_smp): `KEY VALUE`, a key alone where the
 * value is empty, and a blank before a key that begins with `#`, which would else make a comment of it.
 *
 * @param kind of an ACL a line is the pattern, which may hold blanks
 * @param longest bytes that a line may have at most, without its LF
 */
export function mapText(batch: EntryBatch, longest: number, kind: ReferenceKind): Buffer | Unwritable {
  const {bytes} = batch
  const text = Buffer.allocUnsafe(sizeOf(batch))
  let end = 0
  for (let index = 0; index < batch.count; index += 1) {
    const why = complaint(batch, index, kind)
    if (why) return {index, why}
    const start = end
    const [keyStart, keyEnd, valueStart, valueEnd] = [batch.keyStart(index), batch.keyEnd(index), batch.valueStart(index), batch.valueEnd(index)]
    if (bytes[keyStart] === HASH) text[end++] = SP
    for (let at = keyStart; at < keyEnd; at += 1) text[end++] = bytes[at] ?? 0
    if (valueEnd > valueStart) text[end++] = SP
    for (let at = valueStart; at < valueEnd; at += 1) text[end++] = bytes[at] ?? 0
    if (end - start > longest) return {index, why: `its line would have ${end - start} bytes, and HAProxy reads ${longest} at once`}
    text[end++] = LF
  }
  return text.subarray(0, end)
}

function complaint(batch: EntryBatch, index: number, {values}: ReferenceKind): string | undefined {
  const {bytes} = batch
  const [keyStart, keyEnd, valueStart, valueEnd] = [batch.keyStart(index), batch.keyEnd(index), batch.valueStart(index), batch.valueEnd(index)]
  if (keyEnd === keyStart) return values ? 'its key is empty' : 'it is empty'
  if (!values && isBlank(bytes[keyStart])) return 'it begins with a blank'
  for (let at = keyStart; at < keyEnd; at += 1) {
    if (values && isBlank(bytes[at])) return 'its key holds a blank'
    if (endsLine(bytes[at])) return `${values ? 'its key' : 'it'} holds ${nameOf(bytes[at])}`
  }
  if (valueEnd === valueStart) return undefined
  for (let at = valueStart; at < valueEnd; at += 1) if (endsLine(bytes[at])) return `its value holds ${nameOf(bytes[at])}`
  if (isBlank(bytes[valueStart])) return 'its value begins with a blank'
  return isBlank(bytes[valueEnd - 1]) ? 'its value ends with a blank' : undefined
}

const isBlank = (byte: number | undefined): boolean => byte === SP || byte === TAB
const endsLine = (byte: number | undefined): boolean => byte === LF || byte === CR
const nameOf = (byte: number | undefined): string => (byte === LF ? 'a line feed' : 'a carriage return')

/** Room for a blank before each key, one behind it, and LF. */
function sizeOf(batch: EntryBatch): number {
  let size = 0
  for (let index = 0; index < batch.count; index += 1) size += 3 + batch.keyEnd(index) - batch.keyStart(index) + batch.valueEnd(index) - batch.valueStart(index)
  return size
}
