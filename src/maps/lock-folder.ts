import {constants} from 'node:fs'
import {type FileHandle, lstat, mkdir, open} from 'node:fs/promises'
import {codeOf} from '../transport/connect-failure.ts'

/** Places of all users of a machine. The first is not everybody's where only root may write in /run/lock, the second where a service has a /tmp of its own. */
const folders: readonly string[] = ['/run/lock/hactl', '/tmp/hactl-locks']

/** Everybody may make files, and remove their own. */
const sharedMode = 0o1777

/**
 * The folders that can be used, made where they are not there. A lock is taken in each of them, always in this order: so two users meet when they have one
 * in common, whatever else either of them may write to.
 *
 * @throws the reason why none can
 */
export async function lockFolders(candidates: readonly string[] = folders): Promise<string[]> {
  const usable: string[] = []
  let reason: unknown
  for (const folder of candidates) {
    try {
      await makeShared(folder)
      usable.push(folder)
    } catch (error) {
      reason = error
    }
  }
  if (usable.length === 0) throw reason
  return usable
}

async function makeShared(folder: string): Promise<void> {
  await mkdir(folder).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error
  })
  const handle = await openFolder(folder)
  try {
    await share(handle, folder)
    // who may have put another one in its place had to do so before it was root's
    const [found, there] = [await handle.stat(), await lstat(folder)]
    if (found.ino !== there.ino || found.dev !== there.dev) throw new Error(`${folder} was replaced just now`)
  } finally {
    await handle.close()
  }
}

/** Never through a link. What is done goes by the handle: a path in /tmp may lead elsewhere a moment later. */
async function openFolder(folder: string): Promise<FileHandle> {
  try {
    return await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  } catch (error) {
    throw codeOf(error) === 'ENOTDIR' || codeOf(error) === 'ELOOP' ? new Error(`${folder} is no folder`) : error
  }
}

async function share(handle: FileHandle, folder: string): Promise<void> {
  const me = process.getuid?.()
  const {uid, mode} = await handle.stat()
  // its owner may remove what others put there: root leaves that to nobody else
  if (me === 0 && uid !== 0) await handle.chown(0, 0)
  if ((mode & sharedMode) === sharedMode) return
  if (uid !== me && me !== 0) throw new Error(`${folder} is not open to all users`)
  await handle.chmod(sharedMode)
}
