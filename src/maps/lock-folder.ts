import {chmod, lchown, lstat, mkdir} from 'node:fs/promises'

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
  const me = process.getuid?.()
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await lstat(folder)
  if (!found.isDirectory()) throw new Error(`${folder} is no folder`)
  // its owner may remove what others put there: root leaves that to nobody else
  if (me === 0 && found.uid !== 0) await lchown(folder, 0, 0)
  if ((found.mode & sharedMode) === sharedMode) return
  if (found.uid !== me && me !== 0) throw new Error(`${folder} is not open to all users`)
  await chmod(folder, sharedMode)
}
