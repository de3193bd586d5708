import {existsSync} from 'node:fs'
import {isAbsolute} from 'node:path'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {codeOf} from '../transport/connect-failure.ts'
import type {RunningMap} from './open-map.ts'
import {listensAt} from './own-process.ts'
import {sameFileFor} from './own-root.ts'
import {reloaded} from './running.ts'

/** The file that HAProxy reads a map from when it starts. */
export interface OwnFile {
  readonly path: string
  /** An `opt@` file that is not there: HAProxy starts with an empty map. */
  readonly missing: boolean
}

export interface OwnFileOptions {
  /** What to do where the file cannot be known. */
  readonly hint: string
  /** Where the kernel tells of processes: /proc. */
  readonly proc?: string | undefined
  /** That the process listens at the address of the client was seen just now. */
  readonly listens?: boolean
}

/**
 * Finds the file of a running map, and proves that it is the one that this process reads: HAProxy may run elsewhere, in a container, or below another root.
 *
 * @throws HactlError `map-without-file`, `file-unproven`
 */
export function ownFile(client: RuntimeClient, running: RunningMap, {hint, proc = '/proc', listens = false}: OwnFileOptions): OwnFile {
  if (running.pid !== client.info.id) throw reloaded(client.info.id, running.pid)
  const {pid} = client.info
  const {id, file, description} = running.header
  if (file === '' || file.startsWith('virt@'))
    throw new HactlError('map-without-file', {
      exit: 2,
      message: `HAProxy has no file for the ${running.map.kind.called} ${file || `#${id}`}: it begins empty at each start`,
      hint,
    })
  const unproven = (why: string, cause?: unknown): HactlError =>
    new HactlError('file-unproven', {exit: 2, message: `it cannot be seen that ${file} is the file that HAProxy reads: ${why}`, hint, cause})
  if (file.includes('\ufffd')) throw unproven('its name is not UTF-8')
  if (!isAbsolute(file)) throw unproven('its name is relative to where HAProxy was started')
  // from 3.0 on HAProxy takes the prefix off the name, and its description keeps it
  const optional = description.startsWith("pattern loaded from file 'opt@")
  const there = existsSync(file)
  if (!there && !optional) throw unproven('here is no such file')
  try {
    if (!listens && !listensAt(client.address, pid, proc)) throw unproven(`process ${pid} of this machine does not listen at ${client.address.text}`)
    if (!sameFileFor(pid, file, {proc, missing: !there})) throw unproven(`for process ${pid} it is another file than here`)
  } catch (error) {
    throw error instanceof HactlError ? error : unproven(unseenBecause(error, pid), error)
  }
  return {path: file, missing: !there}
}

/** Why the kernel tells nothing of a process. */
export function unseenBecause(error: unknown, pid: number): string {
  const code = codeOf(error)
  if (code === 'EACCES' || code === 'EPERM') return `only root and the user of process ${pid} may look at it`
  if (code === 'ENOENT') return `process ${pid} is not on this machine, or has no such file`
  return asError(error).message
}
