import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import type {MapHeader} from '../protocol/commands/map/show-maps.ts'
import type {ProcessId} from '../protocol/commands/process/show-info.ts'
import {asError, HactlError} from '../protocol/error.ts'
import type {Channel} from '../transport/channel.ts'
import {type Look, look, lookAlong, requireHeader} from './look.ts'
import {reloaded} from './running.ts'

/** What a plan was made with, and what must still be so when it is carried out. */
export interface Basis {
  readonly map: MapReference
  readonly pid: ProcessId
  /** undefined before 2.4 */
  readonly currentVersion: MapVersion | undefined
}

/** @returns the header of the map @throws HactlError `reloaded`, `map-unknown`, `conflict` when the plan's ground has moved */
export function requireBasis(now: Look, {map, pid, currentVersion}: Basis): MapHeader {
  if (now.pid !== pid) throw reloaded(pid, now.pid)
  if (now.stopping)
    throw new HactlError('reloaded', {
      exit: 4,
      message: `HAProxy was reloaded meanwhile: process ${pid} is leaving`,
      hint: 'the running map is untouched; run the command again',
    })
  const header = requireHeader(now, map)
  if (header.currentVersion !== currentVersion) throw overtaken(map, currentVersion, header.currentVersion)
  return header
}

export const overtaken = (map: MapReference, before: MapVersion | undefined, now: MapVersion | undefined): HactlError =>
  new HactlError('conflict', {
    exit: 4,
    message: `another writer has committed version ${now} of ${map} since this one read version ${before}`,
    hint: 'the running map is as the other writer left it; run the command again to plan anew',
  })

/** ms between two looks */
const interval = 1000

/**
 * Looks once a second while chunks are loaded: on a connection of its own whether the basis still stands, which a session would not see after a reload; and
 * between two chunks, where it is certain which entries are ours, what others have added.
 */
export class Watch implements Disposable {
  readonly #client: RuntimeClient
  readonly #basis: Basis
  readonly #count: (now: Look, sent: number) => void
  readonly #timer: NodeJS.Timeout
  #counted = performance.now()
  #problem: Error | undefined

  /** @param count told what is there, and how many entries of ours are in it; throws what is wrong with that */
  constructor(client: RuntimeClient, basis: Basis, count: (now: Look, sent: number) => void) {
    this.#client = client
    this.#basis = basis
    this.#count = count
    let asking = false
    this.#timer = setInterval(() => {
      if (asking) return
      asking = true
      look(client, basis.map.kind)
        .then((now) => requireBasis(now, basis))
        .catch(this.#found)
        .finally(() => (asking = false))
    }, interval)
  }

  /** Before the next chunk of a channel. @param sent entries that went before it @throws what was seen */
  check(channel: Channel, sent: number): Promise<void> | undefined {
    this.#throwFound()
    if (performance.now() - this.#counted < interval) return undefined
    this.#counted = performance.now()
    const counted = lookAlong(this.#client, channel, this.#basis.map.kind)
      .then((now) => {
        // who has committed took our entries along: that is no drift
        requireBasis(now, this.#basis)
        this.#count(now, sent)
      })
      .catch(this.#found)
    // where the answer comes in the order of the chunks, they need not wait for it
    return channel.window > 1 ? undefined : counted.then(() => this.#throwFound())
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  readonly #found = (error: unknown): void => {
    this.#problem ??= asError(error)
  }

  #throwFound(): void {
    if (this.#problem) throw this.#problem
  }
}
