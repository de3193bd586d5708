import {randomUUID} from 'node:crypto'
import {type FileHandle, open, unlink} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {asError, HactlError} from '../protocol/error.ts'

/** A file in TMPDIR that nobody else may read and that has no name: however the process ends, nothing stays behind. */
export async function openScratch(): Promise<FileHandle> {
  const path = join(tmpdir(), `hactl-${randomUUID()}`)
  const handle = await open(path, 'wx+', 0o600).catch((error: unknown) => {
    throw notKept(error)
  })
  try {
    await unlink(path)
    return handle
  } catch (error) {
    await handle.close()
    throw notKept(error)
  }
}

/** Appends, whatever was read from it meanwhile. @throws HactlError `spool-failed` */
export async function keep(handle: FileHandle, bytes: Uint8Array | string): Promise<void> {
  await handle.appendFile(bytes).catch((error: unknown) => {
    throw notKept(error)
  })
}

const notKept = (cause: unknown): HactlError =>
  new HactlError('spool-failed', {
    exit: 2,
    message: `could not keep what was read in ${tmpdir()}: ${asError(cause).message}`,
    hint: 'TMPDIR names another folder; nothing was sent',
    cause,
  })
