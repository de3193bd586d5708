import {findHaproxy, labFolder, labVersions, requiredVersions} from './install.mjs'
import type {LabHaproxy} from './lab/haproxy.ts'
import type {LabOptions, LabVersion} from './lab/options.ts'
import {type Program, startHaproxy} from './lab/start.ts'

export type {Entry, Header} from './lab/dump.ts'
export type {ExchangeOptions, LabHaproxy} from './lab/haproxy.ts'
export type {Question} from './lab/lookup.ts'
export type {LabAcl, LabMap, LabOptions, LabVersion, Match} from './lab/options.ts'
export {type Traffic, traffic, type TrafficOptions} from './lab/traffic.ts'

const remedy = `node test/haproxy/install.mjs installs it into ${labFolder()}`

let programs: Map<LabVersion, Program> | undefined

/** Real HAProxies for tests, each in a folder of its own. */
export const lab = {
  /** The installed ones, oldest first. @throws when one that HACTL_REQUIRE_HAPROXY lists is missing */
  get versions(): readonly LabVersion[] {
    return [...installed().keys()]
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
function installed(): Map<LabVersion, Program> {
  if (programs) return programs
  const found = labVersions.map((version) => findHaproxy(version)).filter((each) => each !== undefined) as Program[]
  const names: string[] = found.map(({version}) => version)
  const required = requiredVersions().filter((version) => !names.includes(version))
  if (required.length > 0) throw new Error(`HACTL_REQUIRE_HAPROXY asks for HAProxy ${required.join(', ')}, which is not in the lab; ${remedy}`)
  for (const version of labVersions) if (!names.includes(version)) console.warn(`skipped: HAProxy ${version} not available; ${remedy}`)
  programs = new Map(found.map((program) => [program.version, program]))
  return programs
}
