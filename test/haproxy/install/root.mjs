import {existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {labFolder, rootOf, versionOf} from './folder.mjs'
import {run} from './run.mjs'
import {openSuites} from './suite.mjs'

const programs = ['usr/sbin/haproxy', 'usr/bin/socat']

/** Unpacks a HAProxy, a socat and their libraries into a root of their own, which appears complete or not at all. */
export async function installRoot(version, suites, archive) {
  clearLeftovers(version)
  const workplace = mkdtempSync(join(labFolder(), `.unpack-${version}-`))
  try {
    const root = join(workplace, 'root')
    await unpack(join(workplace, 'apt'), root, {version, suites, archive})
    await bindToRoot(root, rootOf(version))
    if (existsSync(rootOf(version))) renameSync(rootOf(version), join(workplace, 'broken'))
    renameSync(root, rootOf(version))
  } finally {
    rmSync(workplace, {recursive: true, force: true})
  }
}

async function unpack(folder, root, {version, suites, archive}) {
  const apt = await openSuites(folder, archive, suites, version)
  const candidate = await apt.candidate('haproxy')
  if (!candidate?.startsWith(`${version}.`)) throw new Error(`has haproxy ${candidate ?? '(none)'}`)
  const debs = join(folder, 'debs')
  mkdirSync(debs)
  await apt.download(await apt.closure(['haproxy', 'socat', 'patchelf']), debs)
  for (const deb of readdirSync(debs)) await run('dpkg', ['-x', join(debs, deb), root])
  for (const unneeded of ['usr/share', 'var', 'etc']) rmSync(join(root, unneeded), {recursive: true, force: true})
}

/**
 * Names the root's own loader and libraries in each program. Not `ld.so --library-path`: the master re-executes itself.
 * RPATH, not RUNPATH: it holds for the libraries of libraries too.
 */
async function bindToRoot(root, home) {
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
  if (!versionOf(join(root, programs[0]), withLoader)) throw new Error('the unpacked haproxy does not start')
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
function clearLeftovers(version) {
  for (const name of readdirSync(labFolder())) {
    if (name.startsWith(`.unpack-${version}-`)) rmSync(join(labFolder(), name), {recursive: true, force: true})
  }
}
