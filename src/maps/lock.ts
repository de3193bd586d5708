import {createHash} from 'node:crypto'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {Locks, takeLocks} from './lock-all.ts'
import type {Taken} from './lock-file.ts'
import {lockFolders} from './lock-folder.ts'
import {type MapName, openMap, type RunningMap} from './open-map.ts'
import {reloaded} from './running.ts'
import {pause, type WriterOptions, waitEnd} from './writers.ts'

export interface LockOptions extends WriterOptions {
  /** Nothing is changed, so nobody is kept out. */
  readonly dryRun?: boolean | undefined
}

/** A map that other hactl processes of this machine leave alone until it is disposed of. */
export type LockedMap = RunningMap & AsyncDisposable

/**
 * Opens a map and keeps other hactl processes of this machine out of it. The lock goes with its owner, however that ends. Where none can be had, the work
 * goes on without: HAProxy's own versions keep writers apart then, at the price of a wait.
 *
 * @throws HactlError `locked` when another one holds it, with `wait` after the wait only
 */
export async function openLocked(client: RuntimeClient, name: MapName, options: LockOptions, flag?: '--map'): Promise<LockedMap> {
  const running = await openMap(client, name, flag)
  const lock = options.lock === false || options.dryRun ? undefined : await lockOf(client, running, options)
  const release = async (): Promise<void> => lock?.[Symbol.asyncDispose]()
  try {
    // what it was before the wait counts no more
    const now = options.wait === true && lock !== undefined ? await openMap(client, name, flag) : running
    if (now.pid !== running.pid) throw reloaded(running.pid, now.pid)
    return {...now, [Symbol.asyncDispose]: release}
  } catch (error) {
    await release()
    throw error
  }
}

async function lockOf(client: RuntimeClient, running: RunningMap, options: WriterOptions): Promise<Locks | undefined> {
  try {
    return await lockIn(await lockFolders(), client, running, options)
  } catch (error) {
    if (error instanceof HactlError || client.signal?.aborted) throw error
    options.caution?.(`no lock could be taken (${asError(error).message}): other runs are seen in HAProxy only`)
    return undefined
  }
}

async function lockIn(folders: readonly string[], client: RuntimeClient, {map, pid}: RunningMap, options: WriterOptions): Promise<Locks> {
  const {node} = client.info
  const name = createHash('sha256').update([node, pid, map.name].join('\0')).digest('hex').slice(0, 32)
  const end = options.wait ? waitEnd(options) : 0
  for (;;) {
    const lock = await takeLocks(folders, name, `${map} of process ${pid} on ${node}`)
    if (lock instanceof Locks) {
      for (const {folder, reason} of lock.failed)
        options.caution?.(`no lock could be taken in ${folder} (${asError(reason).message}): runs that may use no other folder are seen in HAProxy only`)
      return lock
    }
    if (performance.now() >= end) throw locked(map, lock)
    options.progress?.({phase: `wait for process ${lock.holder.pid}`})
    await pause(client, 50)
  }
}

const locked = (map: MapReference, {holder, path}: Taken): HactlError =>
  new HactlError('locked', {
    exit: 4,
    message: `${map} is being changed by another hactl: process ${holder.pid}, since ${holder.since} (${path})`,
    hint: 'nothing was changed; --wait waits for it',
  })
