import {type Stats, statSync} from 'node:fs'
import {dirname} from 'node:path'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {CliSocket} from '../protocol/commands/process/show-cli-sockets.ts'
import {type Finding, unseen} from './finding.ts'
import type {Sight} from './own-process.ts'

const othersWrite = 0o002
const othersPass = 0o001

/** Sockets through which others than HAProxy's user and group may change or see what they should not. */
export function checkSockets(client: RuntimeClient, told: readonly CliSocket[], sight: Sight): Finding[] {
  const sockets = told.filter(({address}) => !address.startsWith('sockpair@'))
  return sockets.flatMap((socket) => checkSocket(socket, whatItAllows(socket, client), sight))
}

/** In words; undefined for a socket that is harmless in any hands. */
function whatItAllows({level}: CliSocket, {dialect}: RuntimeClient): string | undefined {
  if (level === 'admin') return 'change everything'
  if (level === 'operator') return dialect.mapLevel === 'user' ? 'change every map' : 'clear counters, and see secrets of its environment'
  // up to 3.2 map commands ask for no level
  return dialect.mapLevel === 'user' ? 'change every map, which this version allows at level user' : undefined
}

function checkSocket({address, level}: CliSocket, allows: string | undefined, sight: Sight): Finding[] {
  const about = {check: 'sockets', subject: address} as const
  const asked = 'show cli sockets'
  if (allows === undefined) return [{...about, severity: 'ok', message: `level ${level} only reads`, source: asked, advice: null}]
  const [, kind = 'unix', name = ''] = /^(?:(\w+)@)?(.*)$/.exec(address) ?? []
  if (kind === 'unix') return checkPath({...about, allows, level}, name, sight)
  const exposed = exposure(kind, name)
  if (exposed === undefined)
    return [{...about, severity: 'note', message: `level ${level}: who may connect is not visible from here`, source: asked, advice: null}]
  return [
    {
      ...about,
      severity: exposed.severity,
      message: `${exposed.who} may ${allows}`,
      source: asked,
      advice: 'a unix socket with `mode 660` and a group, or a lower level',
    },
  ]
}

/** Who reaches a socket that has no mode. */
function exposure(kind: string, name: string): {readonly who: string; readonly severity: 'warning' | 'problem'} | undefined {
  if (kind === 'abns') return {who: 'every process in the same network namespace', severity: 'warning'}
  if (kind !== 'ipv4' && kind !== 'ipv6') return undefined
  const local = /^(?:127\.|::1:|\[::1\])/.test(name)
  return local ? {who: 'every user of its machine', severity: 'warning'} : {who: 'whoever reaches this port', severity: 'problem'}
}

interface Path extends Pick<Finding, 'check' | 'subject'> {
  readonly allows: string
  readonly level: string
}

function checkPath({allows, level, ...about}: Path, path: string, sight: Sight): Finding[] {
  if (!sight.seen) return [unseen({...about, source: 'show cli sockets'}, `level ${level}: its mode is not visible from here`, sight.why)]
  const found = statOf(path)
  if (!found) return [{...about, severity: 'note', message: `level ${level}: here is no such file`, source: 'show cli sockets', advice: null}]
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0')
  const open = (found.mode & othersWrite) !== 0 && isReachable(path)
  if (!open) return [{...about, severity: 'ok', message: `level ${level}, not for others`, source: `mode ${mode}`, advice: null}]
  return [
    {
      ...about,
      severity: level === 'user' ? 'warning' : 'problem',
      message: `every user of its machine may ${allows}`,
      source: `mode ${mode}`,
      advice: '`mode 660` and a group on its `stats socket` line',
    },
  ]
}

/** Whether others may pass all folders on the way. */
function isReachable(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = statOf(folder)
    if (found && (found.mode & othersPass) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

/** Undefined for what is not there, or may not be seen. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}
