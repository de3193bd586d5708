#!/usr/bin/env node
// Installs the shells that completion is tried in: `node test/shells/install.mjs`. From Debian's archive into a folder of the lab, without root rights,
// as test/haproxy/install.mjs does. What cannot be had is named as skipped, and fails the command only when HACTL_REQUIRE_SHELLS is set.

import {existsSync, mkdirSync, realpathSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {answerOf, labFolder, rootOf} from '../haproxy/install/folder.mjs'
import {withLock} from '../haproxy/install/lock.mjs'
import {bindToRoot, intoPlace, unpackDebs} from '../haproxy/install/root.mjs'
import {debianArchive, openSuites} from '../haproxy/install/suite.mjs'

const root = 'shells'
/** The first that can be had. */
const suites = ['trixie', 'bookworm']

/** Of the lab, not of the machine: what they can is the same everywhere. */
export const shells = ['bash', 'zsh', 'fish']

/** @returns the program and its version, or undefined */
export function findShell(name) {
  const binary = join(rootOf(root), 'usr/bin', name)
  const said = answerOf(binary, ['--version'])
  return said ? {name, binary, root: rootOf(root), version: /\d+(?:\.\d+)+/.exec(said)?.[0]} : undefined
}

async function install() {
  const archive = await debianArchive()
  await withLock(labFolder(), async () => {
    const reasons = []
    for (const suite of suites) {
      if (shells.every(findShell)) return
      await installFrom(suite, archive).catch((error) => reasons.push(`${suite}: ${error.message}`))
    }
    if (!shells.every(findShell)) throw new Error(reasons.join('; ') || 'they do not start')
  })
}

const installFrom = (suite, archive) =>
  intoPlace(root, rootOf(root), async (workplace, folder) => {
    const apt = await openSuites(join(workplace, 'apt'), archive, [suite], '0')
    await unpackDebs(apt, [...shells, 'zsh-common', 'fish-common', 'patchelf'], join(workplace, 'apt/debs'), folder)
    for (const unneeded of ['doc', 'locale', 'man', 'info', 'lintian']) rmSync(join(folder, 'usr/share', unneeded), {recursive: true, force: true})
    // fish looks for its own functions beside itself only where this is there, too
    mkdirSync(join(folder, 'usr/etc/fish'), {recursive: true})
    const programs = shells.map((name) => `usr/bin/${name}`)
    await bindToRoot(folder, rootOf(root), programs)
  })

async function main() {
  const failure = shells.every(findShell) ? undefined : await install().catch((error) => error)
  for (const name of shells) {
    const found = findShell(name)
    console.log(found ? `${name} ${found.version}  installed` : `skipped: ${name} not available (${failure?.message})`)
    if (!found && process.env.HACTL_REQUIRE_SHELLS) process.exitCode = 1
  }
}

const started = process.argv[1]
if (started && existsSync(started) && realpathSync(started) === fileURLToPath(import.meta.url)) await main()
