import {LockFile, type Taken, takeLock} from './lock-file.ts'

/** The same lock in several folders, until it is disposed of. */
export class Locks implements AsyncDisposable {
  readonly files: readonly LockFile[]

  constructor(files: readonly LockFile[]) {
    this.files = files
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.files) await file[Symbol.asyncDispose]()
  }
}

/** Takes the lock of this name in all folders, or in none where one of them has it taken. @throws why it could be had nowhere */
export async function takeLocks(folders: readonly string[], name: string, subject: string): Promise<Locks | Taken> {
  const files: LockFile[] = []
  let reason: unknown
  for (const folder of folders) {
    try {
      const lock = await takeLock(folder, name, subject)
      if (lock instanceof LockFile) files.push(lock)
      else {
        await new Locks(files)[Symbol.asyncDispose]()
        return lock
      }
    } catch (error) {
      reason = error
    }
  }
  if (files.length === 0) throw reason
  return new Locks(files)
}
