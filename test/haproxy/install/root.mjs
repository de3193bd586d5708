import {existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {labFolder, rootOf, versionOf} from './folder.mjs'
import {run} from './run.mjs'
import {openSuites} from './suite.mjs'

const programs = ['usr/sbin/haproxy', 'usr/bin/socat']

/** Unpacks a HAProxy, a socat and their libraries into a root of their own. */
export async function installRoot(version, suites, archive) {
  await intoPlace(version, rootOf(version), async (workplace, root) => {
    const apt = await openSuites(join(workplace, 'apt'), archive, suites, version)
    const candidate = await apt.candidate('haproxy')
    if (!candidate?.startsWith(`${version}.`)) throw new Error(`has haproxy ${candidate ?? '(none)'}`)
    await unpackDebs(apt, ['haproxy', 'socat', 'patchelf'], join(workplace, 'apt/debs'), root)
    for (const unneeded of ['usr/share', 'var', 'etc']) rmSync(join(root, unneeded), {recursive: true, force: true})
    const withLoader = await bindToRoot(root, rootOf(version), programs)
    if (!versionOf(join(root, programs[0]), withLoader)) throw new Error('the unpacked haproxy does not start')
  })
}

/** A root that appears complete or not at all. @param fill gets a folder to work in and that of the root */
export async function intoPlace(name, home, fill) {
  clearLeftovers(name)
  const workplace = mkdtempSync(join(labFolder(), `.unpack-${name}-`))
  try {
    const root = join(workplace, 'root')
    await fill(workplace, root)
    if (existsSync(home)) renameSync(home, join(workplace, 'broken'))
    renameSync(root, home)
  } finally {
    rmSync(workplace, {recursive: true, force: true})
  }
}

/** These packages and their libraries. */
export async function unpackDebs(apt, packages, debs, root) {
  mkdirSync(debs)
  await apt.download(await apt.closure(packages), debs)
  for (const deb of readdirSync(debs)) await run('dpkg', ['-x', join(debs, deb), root])
}

/**
 * Names the root's own loader and libraries in each program. Not `ld.so --library-path`: the master re-executes itself.
 * RPATH, not RUNPATH: it holds for the libraries of libraries too.
 *
 * @returns the words that start a program of this root where it is now
 */
export async function bindToRoot(root, home, programs) {
  const folders = libraryFolders(root)
  const loader = folders
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
    .find((path) => /\/ld-linux[^/]*\.so\.\d+$/.test(path))
  if (!loader) throw new Error('its libc6 brings no loader')
  const withLoader = [join(root, loader), '--library-path', folders.map((folder) => join(root, folder)).join(':')]
  const rpath = folders.map((folder) => join(home, folder)).join(':')
  for (const program of programs) {
    await run(withLoader[0], [
      ...withLoader.slice(1),
      join(root, 'usr/bin/patchelf'),
      '--set-interpreter',
      join(home, loader),
      '--force-rpath',
      '--set-rpath',
      rpath,
      join(root, program),
    ])
  }
  return withLoader
}

/** `usr/lib/x86_64-linux-gnu` and, on older suites, `lib/x86_64-linux-gnu`. */
function libraryFolders(root) {
  return ['usr/lib', 'lib']
    .filter((parent) => existsSync(join(root, parent)))
    .flatMap((parent) =>
      readdirSync(join(root, parent))
        .filter((name) => /-linux-gnu\w*$/.test(name))
        .map((name) => join(parent, name)),
    )
}

/** What a run that was killed left behind; the lock is ours, so nobody works there. */
function clearLeftovers(of) {
  for (const name of readdirSync(labFolder())) {
    if (name.startsWith(`.unpack-${of}-`)) rmSync(join(labFolder(), name), {recursive: true, force: true})
  }
}
