import {randomUUID} from 'node:crypto'
import {constants} from 'node:fs'
import {type FileHandle, link, open, unlink} from 'node:fs/promises'
import {join} from 'node:path'
import {codeOf} from '../transport/connect-failure.ts'
import {mayLive, type Owner, ownerHere} from './lock-owner.ts'

/** What stands in a lock. */
export interface Holder extends Owner {
  /** ISO 8601 */
  readonly since: string
  /** What is locked, for people. */
  readonly subject: string
}

/** A lock that another process holds. */
export interface Taken {
  readonly holder: Holder
  readonly path: string
}

/** A lock of this process, until it is disposed of. */
export class LockFile implements AsyncDisposable {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await unlink(this.path).catch(() => {}) // whoever cleaned the folder was faster
  }
}

/**
 * Takes the lock of this name. `link` of a file that is complete makes it appear in one step, or fails because there is one. One whose owner is gone stays
 * where it is, since in a folder of all users only that owner could remove it: the next number is then the lock. All agree on it, for who is gone stays gone.
 */
export async function takeLock(folder: string, name: string, subject: string): Promise<LockFile | Taken> {
  const here = await ownerHere()
  const draft = join(folder, `${name}.${randomUUID()}`)
  try {
    await write(draft, {...here, since: new Date().toISOString(), subject})
    for (let number = 0; ; number += 1) {
      const path = join(folder, `${name}.${number}`)
      const other = await linkedOrOther(draft, path)
      if (other === 'none') return new LockFile(path)
      if (other !== 'nobody' && (await mayLive(other, here))) return {holder: other, path}
    }
  } finally {
    await unlink(draft).catch(() => {}) // the lock counts, not its draft
  }
}

async function write(path: string, holder: Holder): Promise<void> {
  const handle = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o644)
  try {
    await handle.chmod(0o644)
    await handle.writeFile(`${JSON.stringify(holder)}\n`)
  } finally {
    await handle.close()
  }
}

/** @returns none: it is ours now; nobody: what stands there was not written by hactl */
async function linkedOrOther(draft: string, path: string): Promise<Holder | 'none' | 'nobody'> {
  for (;;) {
    try {
      await link(draft, path)
      return 'none'
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
    const other = await read(path)
    // given back just now
    if (other !== 'gone') return other
  }
}

/** Never through a link, and never waiting for whoever writes into a pipe. */
async function read(path: string): Promise<Holder | 'gone' | 'nobody'> {
  let handle: FileHandle
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'gone'
    if (codeOf(error) === 'ELOOP') return 'nobody'
    throw error
  }
  try {
    const {buffer, bytesRead} = await handle.read(Buffer.alloc(4096), 0, 4096, 0)
    const found: unknown = JSON.parse(buffer.toString('utf8', 0, bytesRead))
    return isHolder(found) ? found : 'nobody'
  } catch {
    return 'nobody'
  } finally {
    await handle.close()
  }
}

function isHolder(found: unknown): found is Holder {
  if (typeof found !== 'object' || found === null) return false
  const {pid, start, boot, pidNamespace, since, subject}: Partial<Record<keyof Holder, unknown>> = found
  const told = [start, boot, pidNamespace].every((each) => each === null || typeof each === 'string')
  return Number.isSafeInteger(pid) && Number(pid) > 0 && told && typeof since === 'string' && typeof subject === 'string'
}
