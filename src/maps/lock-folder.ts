import {chmod, lchown, lstat, mkdir} from 'node:fs/promises'

/** One place for all users of a machine; the second where there is no /run/lock, or where it is not everybody's. */
export const lockFolders: readonly string[] = ['/run/lock/hactl', '/tmp/hactl-locks']

/** Everybody may make files, and remove their own. */
const sharedMode = 0o1777

/** The first folder that can be used, made where it is not there. @throws the reason why none can */
export async function lockFolder(candidates: readonly string[] = lockFolders): Promise<string> {
  let reason: unknown
  for (const folder of candidates) {
    try {
      await makeShared(folder)
      return folder
    } catch (error) {
      reason = error
    }
  }
  throw reason
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
