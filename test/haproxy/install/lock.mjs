import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'

/** One installation at a time. The lock is the kernel's: it goes with whoever holds it, however that one ends. */
export async function withLock(folder, work) {
  mkdirSync(folder, {recursive: true})
  const holder = spawn('flock', [join(folder, '.lock'), 'sh', '-c', 'echo held; read -r end'], {stdio: ['pipe', 'pipe', 'inherit']})
  const gone = once(holder, 'close') // `sh` ends when its stdin does, and that when we do
  const held = await Promise.race([once(holder.stdout, 'data').then(() => true), gone.then(() => false)]).catch(() => false)
  if (!held) throw new Error(`${folder} could not be locked`)
  try {
    return await work()
  } finally {
    holder.stdin.end()
    await gone
  }
}
