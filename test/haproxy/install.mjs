#!/usr/bin/env node
// Installs the HAProxies that tests, benchmarks and the quickstart run against: `node test/haproxy/install.mjs [3.2 …]`.
// And the ansible-core that a recipe of docs/ci.md is tried with. Needs apt and dpkg, no root rights, no npm packages. A version that cannot be had is named as skipped, and fails
// the command only when HACTL_REQUIRE_HAPROXY (`2.6,3.0,…`) lists it.

import {existsSync, realpathSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {findAnsible, installAnsible} from './install/ansible.mjs'
import {findHaproxy, findSocat, labFolder, labVersions, linkSocat, requiredVersions} from './install/folder.mjs'
import {withLock} from './install/lock.mjs'
import {installRoot} from './install/root.mjs'
import {debianArchive, suitesOf} from './install/suite.mjs'

export {findAnsible, findHaproxy, findSocat, labFolder, labVersions, requiredVersions}

/** Brings the wanted versions into the lab. @returns for each what is there, or why it is not */
export async function installLab(versions = labVersions) {
  const failures = new Map()
  const found = new Map(versions.map((version) => [version, findHaproxy(version)]))
  if ([...found.values()].includes(undefined) || !findSocat()) {
    await installMissing(versions, failures).catch((error) => versions.forEach((version) => failures.set(version, error.message)))
    for (const version of versions) found.set(version, findHaproxy(version))
  }
  return versions.map((version) => found.get(version) ?? {version, why: failures.get(version) ?? 'it does not start'})
}

async function installMissing(versions, failures) {
  const archive = await debianArchive()
  await withLock(labFolder(), async () => {
    const missing = versions.filter((version) => !findHaproxy(version)) // another run may have been faster
    await Promise.all(missing.map((version) => installFirst(version, archive).catch((error) => failures.set(version, error.message))))
    linkSocat()
  })
}

/** From the first of its suites that has it. */
async function installFirst(version, archive) {
  const reasons = []
  for (const suites of suitesOf[version] ?? []) {
    try {
      return await installRoot(version, suites, archive)
    } catch (error) {
      reasons.push(`${suites.join(' and ')}: ${error.message}`)
    }
  }
  throw new Error(reasons.join('; ') || `the lab has ${labVersions.join(', ')}`)
}

/** For the playbook of docs/ci.md. What must not be skipped holds for it, too. */
async function bringAnsible() {
  let why
  if (!findAnsible()) {
    const work = async () => findAnsible() ?? (await installAnsible(await debianArchive())) // another run may have been faster
    await withLock(labFolder(), work).catch((error) => (why = error.message))
  }
  const found = findAnsible()
  console.log(found ? `ansible-core ${found.version}  installed` : `skipped: ansible-core not available (${why})`)
  if (!found && requiredVersions().length > 0) process.exitCode = 1
}

async function main(asked) {
  for (const {version, full, why} of await installLab(asked.length > 0 ? asked : undefined)) {
    console.log(full ? `HAProxy ${full}  installed` : `skipped: HAProxy ${version} not available (${why})`)
  }
  if (asked.length === 0) await bringAnsible()
  const lacking = requiredVersions().filter((version) => !findHaproxy(version))
  if (lacking.length === 0) return
  console.error(`HACTL_REQUIRE_HAPROXY asks for HAProxy ${lacking.join(', ')}, which ${labFolder()} does not have`)
  process.exitCode = 1
}

const started = process.argv[1]
if (started && existsSync(started) && realpathSync(started) === fileURLToPath(import.meta.url)) await main(process.argv.slice(2))
