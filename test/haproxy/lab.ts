import {findHaproxy, type Installed, labFolder, labVersions, requiredVersions} from './install.mjs'
import type {LabHaproxy} from './lab/haproxy.ts'
import type {LabOptions, LabVersion} from './lab/options.ts'
import {startHaproxy} from './lab/start.ts'

export type {Entry} from './lab/dump.ts'
export type {LabHaproxy} from './lab/haproxy.ts'
export type {LabMap, LabOptions, LabVersion, Match} from './lab/options.ts'
export {traffic} from './lab/traffic.ts'

const remedy = `node test/haproxy/install.mjs installs it into ${labFolder()}`

let programs: ReadonlyMap<LabVersion, Installed> | undefined

/** Real HAProxies for tests, each in a folder of its own. */
export const lab = {
  /** The installed ones, oldest first; only those that HACTL_ONLY_HAPROXY lists, where it is set. @throws when one that HACTL_REQUIRE_HAPROXY lists is missing */
  get versions(): readonly LabVersion[] {
    const only = process.env['HACTL_ONLY_HAPROXY']?.split(',')
    return [...installed().keys()].filter((version) => only?.includes(version) ?? true)
  },

  /** The installed ones from a version on: `since('2.4')`. */
  since(version: string): LabVersion[] {
    return this.versions.filter((each) => Number(each) >= Number(version))
  },

  async start(version: LabVersion, options: LabOptions = {}): Promise<LabHaproxy> {
    const program = installed().get(version)
    if (!program) throw new Error(`HAProxy ${version} is not in the lab; ${remedy}`)
    return startHaproxy(program, options)
  },
}

/** Looked for once a test file; what is not there is said, never passed over. */
function installed(): ReadonlyMap<LabVersion, Installed> {
  if (programs) return programs
  const found = new Map<LabVersion, Installed>()
  for (const version of labVersions) {
    const program = findHaproxy(version)
    if (program) found.set(version, program)
    else process.stderr.write(`skipped: HAProxy ${version} not available; ${remedy}\n`)
  }
  const lacking = requiredVersions().filter((version) => ![...found.keys()].some((there) => there === version))
  if (lacking.length > 0) throw new Error(`HACTL_REQUIRE_HAPROXY asks for HAProxy ${lacking.join(', ')}, which is not in the lab; ${remedy}`)
  programs = found
  return found
}
