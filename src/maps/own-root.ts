import {lstat, readFile, readlink, realpath, stat} from 'node:fs/promises'
import {dirname, isAbsolute, join} from 'node:path'

/** Links on the way to a file, as Linux allows them. */
const mostLinks = 40

/**
 * Whether a path means the same file for a process as for us: same device and inode, in the same folder, since a file that is mounted by itself would
 * stay the old one when another takes its name.
 *
 * @param missing nothing is there yet: then the folder decides
 */
export async function sameFileFor(pid: number, path: string, {proc, missing}: {readonly proc: string; readonly missing: boolean}): Promise<boolean> {
  const root = join(proc, String(await readerOf(pid, proc)), 'root')
  const theirs = missing ? join(await within(root, dirname(path)), 'new') : await within(root, path)
  const ours = missing ? join(await realpath(dirname(path)), 'new') : await realpath(path)
  if (!(await same(join(root, dirname(theirs)), dirname(ours)))) return false
  return missing || (await same(join(root, theirs), ours))
}

/** Who reads the files: the master where there is one, since workers may have left for a folder of their own (`chroot`). */
export async function readerOf(pid: number, proc: string): Promise<number> {
  const parent = Number(/^PPid:\s*(\d+)$/m.exec(await readFile(join(proc, String(pid), 'status'), 'utf8'))?.[1])
  const program = (each: number): string => join(proc, String(each), 'exe')
  return parent > 0 && (await same(program(parent), program(pid)).catch(() => false)) ? parent : pid
}

async function same(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(a, {bigint: true}), stat(b, {bigint: true})])
  return one.dev === other.dev && one.ino === other.ino
}

/** The real path below a root, link by link: the kernel would follow an absolute link to OUR root. */
async function within(root: string, path: string): Promise<string> {
  const ahead = path.split('/').filter(Boolean)
  let real = '/'
  let links = 0
  for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
    const next = join(real, name)
    const isLink = name !== '..' && name !== '.' && (await lstat(join(root, next))).isSymbolicLink()
    if (!isLink) {
      real = next
      continue
    }
    links += 1
    if (links > mostLinks) throw new RangeError(`${path} has too many links`)
    const target = await readlink(join(root, next))
    if (isAbsolute(target)) real = '/'
    ahead.unshift(...target.split('/').filter(Boolean))
  }
  return real
}
