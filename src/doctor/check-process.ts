import type {RuntimeClient} from '../client/runtime-client.ts'
import {smallestBufferSize} from '../protocol/dialect.ts'
import {type Fault, faultsOf, freeRelease} from '../protocol/faults.ts'
import {shortVersion, type Version} from '../protocol/version.ts'
import type {Finding} from './finding.ts'

const page = 'docs/haproxy-faults.md'

/** A process that is leaving: what it is told is lost with it. */
export function checkProcess({info}: RuntimeClient): Finding[] {
  const about = {check: 'process', subject: null, source: 'show info: Stopping'} as const
  if (!info.stopping) return []
  const message = `process ${info.pid} is leaving after a reload: what it is told is lost with it`
  return [{...about, severity: 'problem', message, advice: 'name the socket of the new process'}]
}

/** What is known of this version: a warning where a release of its branch is without it, or hactl cannot keep clear of it; else a note. */
export function checkVersion({dialect: {version}, bufferSize}: Pick<RuntimeClient, 'dialect' | 'bufferSize'>): Finding[] {
  const known = faultsOf(version).filter(({name}) => name !== 'pools-endless' || bufferSize <= 8192)
  const avoided = known.filter((fault) => remedyFor(version, fault) === undefined)
  const about = {check: 'version', source: page} as const
  return [
    ...known.map((fault): Finding => {
      const remedy = remedyFor(version, fault)
      return {...about, severity: remedy === undefined ? 'note' : 'warning', subject: fault.name, message: textOf(fault), advice: remedy ?? careWith(fault)}
    }),
    {...about, severity: 'ok', subject: null, message: `HAProxy ${shortVersion(version)}: ${avoidedText(avoided)}`, advice: null},
  ]
}

function remedyFor(version: Version, fault: Fault): string | undefined {
  const release = freeRelease(version, fault)
  return release === undefined ? fault.advice : `upgrade to ${release} or later`
}

const textOf = ({what, reported}: Fault): string => (reported ? `${what} (reported by others)` : what)

const careWith = ({stops}: Fault): string | null => (stops ? 'hactl keeps clear of it; see that other programs on this socket do' : null)

function avoidedText(avoided: readonly Fault[]): string {
  const stopping = avoided.filter(({stops}) => stops).length
  const told = stopping === 0 ? '' : `, ${stopping} of which may stop HAProxy`
  return `${avoided.length} known faults that hactl works around${told}; hactl doctor --faults names them`
}

/** What this socket may do. */
export async function checkLevel(client: RuntimeClient): Promise<Finding> {
  const {level} = client
  const about = {check: 'level', subject: client.address.text, source: 'show cli level'} as const
  if (level === 'admin') return {...about, severity: 'ok', message: `level ${level}: nothing is refused`, advice: null}
  // every command of the Runtime API stands behind it
  const {permissions} = await import('../process/level.ts')
  const refused = permissions(client).commands.filter(({available, allowed}) => available && !allowed)
  const needed = refused.some((each) => each.level === 'admin') ? 'admin' : 'operator'
  return {
    ...about,
    severity: 'note',
    message: `level ${level}: ${refused.length} of the commands that hactl sends are refused (hactl level lists them)`,
    advice: `\`stats socket PATH level ${needed}\` in the global section of haproxy.cfg grants them`,
  }
}

const ordinaryBufferSize = 16_384

/** How much of a command and its payload HAProxy takes at once. */
export function checkBufferSize({bufferSize}: RuntimeClient): Finding {
  const about = {check: 'bufsize', subject: null, source: 'show pools'} as const
  if (bufferSize >= ordinaryBufferSize) return {...about, severity: 'ok', message: `tune.bufsize ${bufferSize}`, advice: null}
  const told =
    bufferSize === smallestBufferSize ? `tune.bufsize ${bufferSize}, or not told: the least is taken` : `tune.bufsize ${bufferSize}, below HAProxy's own`
  const advice = `maps load slower, and long lines are refused; ${ordinaryBufferSize} is HAProxy's own`
  return {...about, severity: 'note', message: told, advice}
}
