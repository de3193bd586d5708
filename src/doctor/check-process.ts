import type {RuntimeClient} from '../client/runtime-client.ts'
import {smallestBufferSize} from '../protocol/dialect.ts'
import {type Fault, faultsOf} from '../protocol/faults.ts'
import {shortVersion} from '../protocol/version.ts'
import type {Finding} from './finding.ts'

const page = 'docs/haproxy-faults.md'

/** A process that is leaving: what it is told is lost with it. */
export function checkProcess({info}: RuntimeClient): Finding[] {
  const about = {check: 'process', subject: null, source: 'show info: Stopping'} as const
  if (!info.stopping) return []
  const message = `process ${info.pid} is leaving after a reload: what it is told is lost with it`
  return [{...about, severity: 'problem', message, advice: 'name the socket of the new process'}]
}

/** What is known of this version: what a newer release of its branch mends is a warning, what may stop HAProxy is named, the rest is counted. */
export function checkVersion({dialect, bufferSize}: Pick<RuntimeClient, 'dialect' | 'bufferSize'>, all: boolean): Finding[] {
  const version = shortVersion(dialect.version)
  const known = faultsOf(dialect.version).filter(({name}) => name !== 'pools-endless' || bufferSize <= 8192)
  const mended = known.filter((fault) => fault.mended)
  const named = known.filter((fault) => !fault.mended && (fault.stops || all))
  const rest = known.length - mended.length - named.length
  const about = {check: 'version', source: page} as const
  return [
    ...mended.map(
      (fault): Finding => ({...about, severity: 'warning', subject: fault.name, message: fault.what, advice: `upgrade to ${fault.until} or later`}),
    ),
    ...named.map((fault): Finding => ({...about, severity: 'note', subject: fault.name, message: textOf(fault), advice: adviceFor(fault)})),
    {
      ...about,
      severity: 'ok',
      subject: null,
      message: `HAProxy ${version}: ${rest === 0 ? 'all' : `${rest} more`} that a writer must know ${rest === 0 ? 'is named' : `${rest === 1 ? 'is' : 'are'} named by --faults`}`,
      advice: null,
    },
  ]
}

const textOf = ({what, reported}: Fault): string => (reported ? `${what} (reported by others)` : what)

const adviceFor = ({stops}: Fault): string | null => (stops ? 'hactl keeps clear of it; see that other programs on this socket do' : null)

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
