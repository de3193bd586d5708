import {LockFile, type Taken, takeLock} from './lock-file.ts'

/** The same lock in several folders, until it is disposed of. */
export class Locks implements AsyncDisposable {
  readonly files: readonly LockFile[]
  /** Folders where it could not be had: who has only these is not kept out. */
  readonly failed: readonly FailedFolder[]

  constructor(files: readonly LockFile[], failed: readonly FailedFolder[] = []) {
    this.files = files
    this.failed = failed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.files) await file[Symbol.asyncDispose]()
  }
}

interface FailedFolder {
  readonly folder: string
  readonly reason: unknown
}

/** Takes the lock of this name in all folders, or in none where one of them has it taken. @throws why it could be had nowhere */
export async function takeLocks(folders: readonly string[], name: string, subject: string): Promise<Locks | Taken> {
  const files: LockFile[] = []
  const failed: FailedFolder[] = []
  for (const folder of folders) {
    try {
      const lock = await takeLock(folder, name, subject)
      if (lock instanceof LockFile) files.push(lock)
      else {
        await new Locks(files)[Symbol.asyncDispose]()
        return lock
      }
    } catch (reason) {
      failed.push({folder, reason})
    }
  }
  if (files.length === 0) throw failed.at(-1)?.reason
  return new Locks(files, failed)
}
