import {readdir, readFile, readlink, stat} from 'node:fs/promises'
import {join} from 'node:path'
import type {Address} from '../transport/address.ts'

const bySocket = /\.\d+\.tmp$/
/** `Num RefCount Protocol Flags Type St Inode Path`, in columns. */
const unixRow = /^\S+: +\S+ +\S+ +\S+ +\S+ +\S+ +(\d+) (.+)$/

/**
 * Whether the process with this number, as this machine numbers them, is the one that listens at an address. The Pid that a HAProxy in a container tells is
 * that of another process here, and a relay listens for somebody else.
 *
 * @param proc where the kernel tells of processes
 */
export async function listensAt(address: Address, pid: number, proc: string): Promise<boolean> {
  const sockets = await socketsOf(pid, proc)
  return address.kind === 'unix' ? listensOnPath(address.path, sockets, proc) : listensOnPort(address, sockets, proc)
}

/** Inodes of the sockets that a process holds. */
async function socketsOf(pid: number, proc: string): Promise<Set<string>> {
  const folder = join(proc, String(pid), 'fd')
  const links = await Promise.all((await readdir(folder)).map((name) => readlink(join(folder, name)).catch(() => '')))
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []))
}

/** HAProxy binds a name of its own and renames it (proto_uxst.c), so the kernel goes on calling the socket `PATH.PID.tmp`. */
async function listensOnPath(path: string, sockets: ReadonlySet<string>, proc: string): Promise<boolean> {
  const wanted = await stat(path)
  for (const row of await rowsOf(join(proc, 'net', 'unix'))) {
    const [, inode = '', name = ''] = unixRow.exec(row) ?? []
    if (!sockets.has(inode)) continue
    const there = await stat(name.replace(bySocket, '')).catch(() => undefined)
    if (there && there.dev === wanted.dev && there.ino === wanted.ino) return true
  }
  return false
}

const listening = '0A'

/** Only an address of this machine alone: a HAProxy elsewhere may have the same port and the same Pid. */
async function listensOnPort({host, port}: {readonly host: string; readonly port: number}, sockets: ReadonlySet<string>, proc: string): Promise<boolean> {
  if (!/^(?:127\.|::1$|localhost$)/.test(host)) return false
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  const rows = [...(await rowsOf(join(proc, 'net', 'tcp'))), ...(await rowsOf(join(proc, 'net', 'tcp6')).catch(() => []))]
  return rows.some((row) => {
    const [, local = '', , state, , , , , , inode = ''] = row.trim().split(/\s+/)
    return state === listening && local.endsWith(`:${wanted}`) && sockets.has(inode)
  })
}

const rowsOf = async (file: string): Promise<string[]> => (await readFile(file, 'utf8')).split('\n').slice(1)
