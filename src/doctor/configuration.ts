import {readdirSync, readFileSync, readlinkSync, statSync} from 'node:fs'
import {isAbsolute, join} from 'node:path'
import {readerOf, sameFileFor} from '../maps/own-root.ts'
import type {ProcessInfo} from '../protocol/commands/process/show-info.ts'
import {lineWords} from './line-words.ts'

/** A setting of the global section. */
export interface Setting {
  readonly value: string
  /** `/etc/haproxy/haproxy.cfg:12` */
  readonly place: string
}

/** What of the configuration is read: the global section, by the first two words of each line. The last one of a name counts, as for HAProxy. */
export interface Configuration {
  readonly files: readonly string[]
  /** Written after the process had started: what runs may be something else. */
  readonly newer: boolean
  readonly settings: ReadonlyMap<string, Setting>
}

/**
 * The configuration that a process of this machine was started with, from its own command line.
 *
 * @throws RangeError where a file cannot be known, or is another one for the process; what the system says where it may not be read
 */
export function readConfiguration(pid: number, proc: string, info: ProcessInfo): Configuration {
  const words = readFileSync(join(proc, String(pid), 'cmdline'), 'utf8').split('\0')
  const files = configurationWords(words, workingFolder(readerOf(pid, proc), proc)).flatMap(filesAt)
  if (files.length === 0) throw new RangeError('its command line names none')
  const settings = new Map<string, Setting>()
  let written = 0
  for (const file of files) {
    // a pipe would keep us waiting
    const found = statSync(file)
    if (!found.isFile()) throw new RangeError(`${file} is no file that can be read again`)
    if (!sameFileFor(pid, file, {proc, missing: false})) throw new RangeError(`for process ${pid}, ${file} is another file than here`)
    written = Math.max(written, found.mtimeMs)
    for (const [name, setting] of globalSettings(readFileSync(file, 'utf8'), file)) settings.set(name, setting)
  }
  return {files, newer: written > latestStart(info) + 1000, settings}
}

/** Where a process works; undefined where it may not be looked at. */
export function workingFolder(pid: number | string, proc: string): string | undefined {
  try {
    return readlinkSync(join(proc, String(pid), 'cwd'))
  } catch {
    return undefined
  }
}

/**
 * `-f FILE`, and all behind `--`.
 *
 * @param folder where the process works: `-C` has taken it there
 */
export function configurationWords(words: readonly string[], folder = ''): string[] {
  const end = words.indexOf('--')
  const named = words.flatMap((word, at) => (word === '-f' && (end < 0 || at < end) ? [words[at + 1] ?? ''] : []))
  const change = words.indexOf('-C')
  const base = folder !== '' || change < 0 ? folder : (words[change + 1] ?? '')
  return [...named, ...(end < 0 ? [] : words.slice(end + 1).filter(Boolean))].map((path) => (isAbsolute(path) ? path : join(base, path)))
}

/** The configurations that a word of `-f` stands for. @throws RangeError for a relative one; what the system says where it may not be read */
export function filesAt(path: string): string[] {
  if (!isAbsolute(path)) throw new RangeError(`its name, ${path}, is relative to where HAProxy was started`)
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).filter((name) => name.endsWith('.cfg') && !name.startsWith('.'))
  return names.toSorted().map((name) => join(path, name))
}

/** In ms since 1970: HAProxy tells whole seconds. */
const latestStart = ({values}: ProcessInfo): number => Date.now() - Number(values['Uptime_sec'] ?? 0) * 1000

const sections =
  /^(?:acme|backend|cache|crt-store|defaults|fcgi-app|frontend|global|http-errors|listen|log-forward|log-profile|mailers|peers|program|resolvers|ring|traces|userlist)$/

/** A line of the global section. */
interface GlobalLine {
  readonly words: readonly string[]
  /** `/etc/haproxy/haproxy.cfg:12` */
  readonly place: string
}

/** The lines of the global section that hold something. */
export function globalLines(text: string, file: string): GlobalLine[] {
  let section = ''
  return text.split('\n').flatMap((line, at): GlobalLine[] => {
    const words = lineWords(line)
    const [first = ''] = words
    if (sections.test(first)) section = first
    return section === 'global' && first !== '' ? [{words, place: `${file}:${at + 1}`}] : []
  })
}

const globalSettings = (text: string, file: string): [string, Setting][] =>
  globalLines(text, file).flatMap(({words: [first = '', second = '', third = ''], place}): [string, Setting][] =>
    third === '' ? [] : [[`${first} ${second}`, {value: third, place}]],
  )
