import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import type {ProcessId} from '../protocol/commands/process/show-info.ts'
import {HactlError} from '../protocol/error.ts'
import {headerOf, type Look, look} from './look.ts'
import {reloaded} from './running.ts'

/** What a plan was made with, and what must still be so when it is carried out. */
export interface Basis {
  readonly map: MapReference
  readonly pid: ProcessId
  /** undefined before 2.4 */
  readonly currentVersion: MapVersion | undefined
}

/** @throws HactlError `reloaded`, `map-unknown`, `conflict` when the plan's ground has moved */
export function requireBasis(now: Look, {map, pid, currentVersion}: Basis): void {
  if (now.pid !== pid) throw reloaded(pid, now.pid)
  if (now.stopping)
    throw new HactlError('reloaded', {
      exit: 4,
      message: `HAProxy was reloaded meanwhile: process ${pid} is leaving`,
      hint: 'the running map is untouched; run the command again',
    })
  const header = headerOf(now, map)
  if (!header)
    throw new HactlError('map-unknown', {
      exit: 2,
      message: `the ${map.kind.called} ${map} is gone`,
      hint: `hactl ${map.kind.noun} list shows the ${map.kind.called}s`,
    })
  if (header.currentVersion !== currentVersion) {
    throw new HactlError('conflict', {
      exit: 4,
      message: `another writer has committed version ${header.currentVersion} of ${map} since this one read version ${currentVersion}`,
      hint: 'the running map is as the other writer left it; run the command again to plan anew',
    })
  }
}

/** Looks at the basis once a second while chunks are loaded. */
export class Watch implements Disposable {
  readonly #timer: NodeJS.Timeout
  #problem: Error | undefined

  constructor(client: RuntimeClient, basis: Basis) {
    let asking = false
    this.#timer = setInterval(() => {
      if (asking) return
      asking = true
      look(client, basis.map.kind)
        .then((now) => requireBasis(now, basis))
        .catch((error: unknown) => (this.#problem ??= error instanceof Error ? error : new Error(String(error))))
        .finally(() => (asking = false))
    }, 1000)
  }

  /** @throws what was seen */
  check(): void {
    if (this.#problem) throw this.#problem
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
