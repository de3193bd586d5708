import {readdir, readFile} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {configurationWords, filesAt, globalLines, workingFolder} from '../doctor/configuration.ts'
import {unreadable} from '../maps/file-source.ts'
import {type Level, levels} from '../protocol/command.ts'
import {fromBind, parseAddress} from '../transport/address.ts'
import {isThere} from './paths.ts'
import {contextName} from './read-file.ts'
import {unitLines} from './systemd-unit.ts'

/** A context that could be. */
export interface Proposal {
  readonly name: string
  readonly kind: 'socket' | 'master'
  /** As `-s` takes it; null where hactl cannot connect to what the configuration says. */
  readonly address: string | null
  /** As the configuration has it. */
  readonly bound: string
  /** null for a master, which has none of its own. */
  readonly level: Level | null
  /** `/etc/haproxy/haproxy.cfg:12`, `process 812`, `haproxy.service`. */
  readonly origin: string
}

/** Where is looked. */
export interface DiscoverOptions {
  /** Configurations, in the place of those of processes and units. */
  readonly files?: readonly string[]
  /** Where the kernel tells of processes: /proc. */
  readonly proc?: string
  /** Folders of systemd's units, the strongest first. */
  readonly units?: readonly string[]
}

const unitFolders = ['/etc/systemd/system', '/run/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system']
const ordinaryConfiguration = '/etc/haproxy/haproxy.cfg'

type Found = Omit<Proposal, 'name'>

/**
 * HAProxies of this machine that could be talked to: `stats socket` of their configurations, and `-S` of processes and systemd's units. Nothing is connected
 * to.
 *
 * @throws HactlError `source-unreadable` for one of `files`
 */
export async function discoverContexts({files, proc = '/proc', units = unitFolders}: DiscoverOptions = {}): Promise<Proposal[]> {
  if (files) return named((await Promise.all(files.map(configured))).flat())
  const started: Started[] = [...(await commandLines(proc)), ...(await unitLines(units))]
  const masters = started.flatMap(({words, origin}) => masterOf(words, origin))
  const configurations = new Set([...started.flatMap(({words, folder}) => filesOf(words, folder)), ordinaryConfiguration])
  const sockets = await Promise.all([...configurations].map((path) => configured(path).catch(() => [])))
  return named([...sockets.flat(), ...masters])
}

interface Started {
  readonly words: readonly string[]
  readonly origin: string
  /** Where it works, if that is known. */
  readonly folder?: string | undefined
}

/** The command line of each HAProxy that runs; those that have ended meanwhile are passed over. */
async function commandLines(proc: string): Promise<Started[]> {
  const pids = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      const words = (await readFile(join(proc, pid, 'cmdline'), 'utf8').catch(() => '')).split('\0')
      return basename(words[0] ?? '') === 'haproxy' ? [{words, origin: `process ${pid}`, folder: workingFolder(pid, proc)}] : []
    }),
  )
  return found.flat()
}

/** Configurations that may not be read, whose name is relative to a folder that is not known, or that would keep us waiting (anybody may start a `haproxy` on a named pipe) are left out. */
const filesOf = (words: readonly string[], folder: string | undefined): string[] =>
  configurationWords(words, folder).flatMap((path) => {
    try {
      return filesAt(path).filter(isThere)
    } catch {
      return []
    }
  })

/** `-S ADDRESS[,KEYWORDS]` */
function masterOf(words: readonly string[], origin: string): Found[] {
  const at = words.indexOf('-S')
  const bound = words[at + 1]?.split(',')[0] ?? ''
  return at < 0 || bound === '' ? [] : [{kind: 'master', bound, address: addressOf(bound), level: null, origin}]
}

async function configured(path: string): Promise<Found[]> {
  return globalLines(await readFile(path, 'utf8').catch(unreadable(path)), path)
    .filter(({words: [first, second, bound]}) => first === 'stats' && second === 'socket' && bound !== undefined)
    .flatMap(({words, place}) => {
      const level = levels.find((each) => each === words[words.indexOf('level') + 1])
      // without the word it is operator (management guide 9.3)
      return (words[2] ?? '').split(',').map((bound): Found => ({kind: 'socket', bound, address: addressOf(bound), level: level ?? 'operator', origin: place}))
    })
}

/** What `-s` would be, of what `bind` takes (configuration manual 4.2); null where hactl cannot connect to it. */
function addressOf(bound: string): string | null {
  // HAProxy fills in variables here, in quotes or not, by an environment that is not known, and drops a `$` without a name
  if (bound.includes('$')) return null
  const text = fromBind(bound.startsWith('/') || bound.includes('@') ? bound : `tcp@${bound}`)
  try {
    return /^\/|^tcp:\/\//.test(text) ? parseAddress(text).text : null
  } catch {
    return null
  }
}

/** Each place once, under a name that nothing else has. */
function named(found: readonly Found[]): Proposal[] {
  const places = found.filter(({bound}, at) => found.findIndex((each) => each.bound === bound) === at)
  const names = new Set<string>()
  return places.map((each) => {
    const file = basename(each.address ?? each.bound).replace(/\.[^.]*$/, '')
    const base = each.kind === 'master' ? 'master' : each.address?.startsWith('/') === true && contextName.test(file) ? file : 'haproxy'
    let name = base
    for (let number = 2; names.has(name); number += 1) name = `${base}-${number}`
    names.add(name)
    return {name, ...each}
  })
}
