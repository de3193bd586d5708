import {lstatSync, readFileSync, readlinkSync, realpathSync, statSync} from 'node:fs'
import {dirname, isAbsolute, join} from 'node:path'

/** Links on the way to a file, as Linux allows them. */
const mostLinks = 40

/**
 * Whether a path means the same file for a process as for us: same device and inode, in the same folder, since a file that is mounted by itself would
 * stay the old one when another takes its name. Looks at once: a handful of inodes.
 *
 * @param missing nothing is there yet: then the folder decides
 */
export function sameFileFor(pid: number, path: string, {proc, missing}: {readonly proc: string; readonly missing: boolean}): boolean {
  const root = join(proc, String(readerOf(pid, proc)), 'root')
  const theirs = missing ? join(within(root, dirname(path)), 'new') : within(root, path)
  const ours = missing ? join(realpathSync(dirname(path)), 'new') : realpathSync(path)
  if (!same(join(root, dirname(theirs)), dirname(ours))) return false
  return missing || same(join(root, theirs), ours)
}

/** Who reads the files: the master where there is one, since workers may have left for a folder of their own (`chroot`). */
export function readerOf(pid: number, proc: string): number {
  const parent = Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(join(proc, String(pid), 'status'), 'utf8'))?.[1])
  const program = (each: number): string => join(proc, String(each), 'exe')
  try {
    return parent > 0 && same(program(parent), program(pid)) ? parent : pid
  } catch {
    // a parent that we may not look at, as init
    return pid
  }
}

function same(a: string, b: string): boolean {
  const [one, other] = [statSync(a, {bigint: true}), statSync(b, {bigint: true})]
  return one.dev === other.dev && one.ino === other.ino
}

/** The real path below a root, link by link: the kernel would follow an absolute link to OUR root. */
function within(root: string, path: string): string {
  const ahead = path.split('/').filter(Boolean)
  let real = '/'
  let links = 0
  for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
    const next = join(real, name)
    const isLink = name !== '..' && name !== '.' && lstatSync(join(root, next)).isSymbolicLink()
    if (!isLink) {
      real = next
      continue
    }
    links += 1
    if (links > mostLinks) throw new RangeError(`${path} has too many links`)
    const target = readlinkSync(join(root, next))
    if (isAbsolute(target)) real = '/'
    ahead.unshift(...target.split('/').filter(Boolean))
  }
  return real
}
