import {pipeline, Readable} from 'node:stream'
import {createGunzip} from 'node:zlib'
import {HactlError} from '../protocol/error.ts'
import {codeOf} from '../transport/connect-failure.ts'
import {blockSize, type SourceText} from './source-text.ts'

/** How gzip begins: two bytes of its own, and deflate, the only method there is. No map file begins so. */
const magic = Buffer.from([0x1f, 0x8b, 0x08])

/** The bytes of a text as they are, or what was compressed with gzip into them: told by its first bytes, not by its name. */
export async function* plainBytes(text: SourceText): AsyncGenerator<Buffer, void> {
  const head = await headOf(text)
  if (head.equals(magic)) yield* gunzipped(text)
  // cut off within the magic it is no map either
  else if (head.length > 0 && head.length < magic.length && magic.subarray(0, head.length).equals(head)) throw corrupt(text.name, 'it ends too early')
  else yield* text.blocks()
}

async function headOf(text: SourceText): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0)
  for await (const block of text.blocks()) {
    head = Buffer.concat([head, block.subarray(0, magic.length)]).subarray(0, magic.length)
    if (head.length === magic.length) break
  }
  return head
}

/** Several members are one text, as for gzip itself; zeros may follow them, anything else may not. */
async function* gunzipped(text: SourceText): AsyncGenerator<Buffer, void> {
  const gunzip = createGunzip({chunkSize: blockSize})
  const input = Readable.from(text.blocks(), {objectMode: false})
  pipeline(input, gunzip, () => {}) // what fails is thrown where it is read
  try {
    for await (const block of gunzip) yield block
  } catch (error) {
    throw zlibReason(error) === undefined ? error : corrupt(text.name, zlibReason(error) ?? '', error)
  } finally {
    gunzip.destroy()
    input.destroy()
  }
  // zlib stops at the first zero behind a member, whatever comes then
  for await (const block of text.blocks(gunzip.bytesWritten)) {
    if (block.some((byte) => byte !== 0)) throw corrupt(text.name, 'something else follows its end')
  }
}

const reasons: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: 'it ends too early',
  Z_DATA_ERROR: 'its content is not what was compressed',
  Z_NEED_DICT: 'it needs a dictionary',
}

function zlibReason(error: unknown): string | undefined {
  const code = codeOf(error) ?? ''
  return code.startsWith('Z_') ? (reasons[code] ?? String(error)) : undefined
}

const corrupt = (name: string, why: string, cause?: unknown): HactlError =>
  new HactlError('source-corrupt', {
    exit: 2,
    message: `${name} is damaged gzip: ${why}`,
    hint: 'nothing was sent; gzip -t tests it',
    cause,
  })
