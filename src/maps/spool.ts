import {randomUUID} from 'node:crypto'
import {open, unlink} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {HactlError} from '../protocol/error.ts'
import {entriesOf} from './file-source.ts'
import type {EntrySource} from './source.ts'

/**
 * What can be read only once (standard input, a pipe) as a source that can be read again. It lies in TMPDIR, readable to nobody else, without a name:
 * however the process ends, nothing stays behind.
 */
export async function spool(input: AsyncIterable<Uint8Array | string>, name: string): Promise<EntrySource> {
  const path = join(tmpdir(), `hactl-${randomUUID()}`)
  const handle = await open(path, 'wx+', 0o600).catch((error: unknown) => {
    throw notSpooled(error)
  })
  try {
    await unlink(path)
    for await (const piece of input) {
      await handle.appendFile(piece).catch((error: unknown) => {
        throw notSpooled(error)
      })
    }
  } catch (error) {
    await handle.close()
    throw error
  }
  return {
    name,
    file: undefined,
    entries: () => entriesOf(handle, name, () => Promise.resolve()),
    [Symbol.asyncDispose]: () => handle.close(),
  }
}

const notSpooled = (cause: unknown): HactlError =>
  new HactlError('spool-failed', {
    exit: 2,
    message: `could not keep the input in ${tmpdir()}: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: 'TMPDIR names another folder; nothing was sent',
    cause,
  })
