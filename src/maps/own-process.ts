import {existsSync, readdirSync, readFileSync, readlinkSync, type Stats, statSync} from 'node:fs'
import {join} from 'node:path'
import type {Address} from '../transport/address.ts'

const bySocket = /\.\d+\.tmp$/
/** `Num RefCount Protocol Flags Type St Inode Path`, in columns. */
const unixRow = /^\S+: +\S+ +\S+ +\S+ +\S+ +\S+ +(\d+) (.+)$/

/**
 * Whether the process with this number, as this machine numbers them, is the one that listens at an address. The Pid that a HAProxy in a container tells is
 * that of another process here, and a relay listens for somebody else. Asks the kernel at once: its tables are in memory.
 *
 * @param proc where the kernel tells of processes
 * @throws Error what the system says of a process that is not there, or may not be looked at
 */
export function listensAt(address: Address, pid: number, proc: string): boolean {
  return holdsAny(pid, address.kind === 'unix' ? inodesOfPath(address.path, proc) : inodesOfPort(address, proc), proc)
}

/** Who serves many connections has many files, and what it listens with is among the first. */
function holdsAny(pid: number, inodes: ReadonlySet<string>, proc: string): boolean {
  const folder = join(proc, String(pid), 'fd')
  const names = readdirSync(folder).toSorted((a, b) => Number(a) - Number(b))
  return names.some((name) => inodes.has(/^socket:\[(\d+)\]$/.exec(linkOf(join(folder, name)))?.[1] ?? ''))
}

/** Empty for a file that was closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/** HAProxy binds a name of its own and renames it (proto_uxst.c), so the kernel goes on calling the socket `PATH.PID.tmp`. */
function inodesOfPath(path: string, proc: string): Set<string> {
  const wanted = statSync(path)
  // connections have the name of their listener, and there may be thousands
  const known = new Map<string, boolean>()
  return new Set(
    rowsOf(join(proc, 'net', 'unix')).flatMap((row) => {
      const [, inode = '', name = ''] = unixRow.exec(row) ?? []
      const path = name.replace(bySocket, '')
      const same = known.get(path) ?? isThere(path, wanted)
      known.set(path, same)
      return same ? [inode] : []
    }),
  )
}

function isThere(path: string, {dev, ino}: Stats): boolean {
  try {
    const found = statSync(path, {throwIfNoEntry: false})
    return found?.dev === dev && found.ino === ino
  } catch {
    // in a folder that we may not look into
    return false
  }
}

const listening = '0A'

/** Only an address of this machine alone: a HAProxy elsewhere may have the same port and the same Pid. */
function inodesOfPort({host, port}: {readonly host: string; readonly port: number}, proc: string): Set<string> {
  if (!/^(?:127\.|::1$|localhost$)/.test(host)) return new Set()
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const rows = [...rowsOf(join(proc, 'net', 'tcp')), ...rowsOf(join(proc, 'net', 'tcp6'))]
  return new Set(
    rows.flatMap((row) => {
      const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/)
      return state === listening && local.endsWith(`:${wanted}`) ? [inode] : []
    }),
  )
}

/** None where the kernel has no such family. */
const rowsOf = (file: string): string[] => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(1) : [])
