import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, readdirSync, rmSync, symlinkSync} from 'node:fs'
import {homedir} from 'node:os'
import {join, resolve} from 'node:path'

export const labVersions = ['2.2', '2.6', '3.0', '3.2', '3.4']

/** Where the lab lives: one root a version, and `tools/`. */
export function labFolder() {
  return resolve(process.env.HACTL_LAB || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'hactl', 'lab'))
}

export const rootOf = (version) => join(labFolder(), version)

/** The versions that must not be skipped. */
export const requiredVersions = () => (process.env.HACTL_REQUIRE_HAPROXY ?? '').split(/[\s,]+/).filter(Boolean)

/** An installed HAProxy that starts and says that it is of this version, or undefined. */
export function findHaproxy(version) {
  const binary = join(rootOf(version), 'usr/sbin/haproxy')
  const full = versionOf(binary)
  return full === version || full?.startsWith(`${version}.`) ? {version, full, binary} : undefined
}

/** @returns `3.2.26`, or undefined where the binary is missing or does not start */
export function versionOf(binary, before = []) {
  const [program, ...args] = [...before, binary, '-v']
  const said = answerOf(program, args)
  return said && /^HA-?Proxy version (\d+\.\d+(?:\.\d+)?)/.exec(said)?.[1]
}

/** The socat that benchmarks compare with. */
export function findSocat() {
  const socat = join(labFolder(), 'tools/socat')
  return answerOf(socat, ['-V']) ? socat : undefined
}

/** Every root brings a socat; the newest that runs is the tool. */
export function linkSocat() {
  if (findSocat()) return
  const roots = existsSync(labFolder())
    ? readdirSync(labFolder())
        .filter((name) => /^\d/.test(name))
        .sort()
        .toReversed()
    : []
  const root = roots.find((name) => answerOf(join(labFolder(), name, 'usr/bin/socat'), ['-V']))
  if (!root) return
  mkdirSync(join(labFolder(), 'tools'), {recursive: true})
  rmSync(join(labFolder(), 'tools/socat'), {force: true})
  symlinkSync(join('..', root, 'usr/bin/socat'), join(labFolder(), 'tools/socat'))
}

/** What a program says, or undefined where it is missing or fails. */
export function answerOf(program, args) {
  try {
    return existsSync(program) ? execFileSync(program, args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000}) : undefined
  } catch {
    return undefined
  }
}
