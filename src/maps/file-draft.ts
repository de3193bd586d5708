import {randomBytes} from 'node:crypto'
import {type FileHandle, open, rename, unlink} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {HactlError} from '../protocol/error.ts'
import type {FileTarget} from './file-target.ts'

/**
 * The new content of a file, under a name of its own in the same folder until it is whole: whoever reads the file sees the old content or the new one,
 * also after a crash. Mode, owner and a symbolic link stay; what goes wrong leaves the old file and no other.
 *
 * @throws HactlError `save-failed`
 */
export class FileDraft implements AsyncDisposable {
  readonly #target: FileTarget
  readonly #path: string
  readonly #handle: FileHandle
  #placed = false

  private constructor(target: FileTarget, path: string, handle: FileHandle) {
    this.#target = target
    this.#path = path
    this.#handle = handle
  }

  static async open(target: FileTarget): Promise<FileDraft> {
    const path = join(dirname(target.path), `.hactl-${process.pid}-${randomBytes(6).toString('hex')}`)
    // nobody else may read what a secret file will hold, not even now
    const handle = await open(path, 'wx', target.existing ? 0o600 : 0o666).catch(failed(target))
    return new FileDraft(target, path, handle)
  }

  /** Writes all of it; what was written before goes. */
  async write(text: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#handle.truncate(0).catch(failed(this.#target))
    let position = 0
    for await (const block of text) position = await this.#append(block, position).catch(failed(this.#target))
  }

  /** On disk, and under its name. */
  async place(): Promise<void> {
    await this.#place().catch(this.#failedToPlace)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
    if (!this.#placed) await unlink(this.#path).catch(() => undefined)
  }

  async #place(): Promise<void> {
    const {path, existing, mode} = this.#target
    if (existing) {
      const {uid, gid} = await this.#handle.stat()
      if (uid !== existing.uid || gid !== existing.gid) await this.#handle.chown(existing.uid, existing.gid)
      await this.#handle.chmod(existing.mode & 0o7777)
    } else if (mode !== undefined) await this.#handle.chmod(mode)
    await this.#handle.sync()
    // opened before: what cannot be read fails while the old file is there
    const folder = await open(dirname(path), 'r')
    try {
      await rename(this.#path, path)
      this.#placed = true
      await folder.sync().catch(unlessImpossible)
    } finally {
      await folder.close()
    }
  }

  readonly #failedToPlace = (error: NodeJS.ErrnoException): never => {
    if (!this.#placed) return failed(this.#target)(error)
    const {name} = this.#target
    throw new HactlError('save-failed', {
      exit: 5,
      message: `${name} is written, but whether its name is on disk is not known: ${error.message}`,
      hint: 'should the machine fail now, the old file may come back; look at the disk, then run the same again',
      cause: error,
    })
  }

  async #append(block: Uint8Array, position: number): Promise<number> {
    for (let done = 0; done < block.length; ) {
      const {bytesWritten} = await this.#handle.write(block, done, block.length - done, position + done)
      done += bytesWritten
    }
    return position + block.length
  }
}

/** Without it a crash could bring the old name back; some file systems do not know it for folders. */
function unlessImpossible(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EINVAL' && error.code !== 'ENOTSUP') throw error
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EBUSY: 'it is mounted by itself, so that no other file can take its name',
  EDQUOT: 'the quota is used up',
  EFBIG: 'it would be larger than this process may write',
  ENOSPC: 'the disk is full',
  EPERM: 'this user may not change it, or not keep its owner',
  EROFS: 'the file system is read-only',
}

const failed =
  ({name}: FileTarget) =>
  (error: NodeJS.ErrnoException): never => {
    const why = reasons[error.code ?? ''] ?? error.message
    throw new HactlError('save-failed', {exit: 2, message: `could not write ${name}: ${why}`, hint: 'the file is as it was', cause: error})
  }
