import {setTimeout as pause} from 'node:timers/promises'
import {RuntimeClient} from '../../src/client/runtime-client.ts'
import {syncMap} from '../../src/maps/sync.ts'
import type {SyncOptions, SyncReport} from '../../src/maps/sync-options.ts'
import {HactlError} from '../../src/protocol/error.ts'
import type {Entry, LabHaproxy} from '../haproxy/lab.ts'
import {sourceOf, textOf} from './content.ts'
import type {Relay} from './relay.ts'

/** What became of a sync: its report, or the error that it ended with. */
export interface Attempt {
  readonly report: SyncReport | undefined
  readonly error: HactlError | undefined
  /** 0, or the exit status of the error. */
  readonly exit: number
  readonly cautions: readonly string[]
}

export interface AttemptOptions extends SyncOptions {
  readonly timeout?: number
  readonly signal?: AbortSignal
  /** ms after which it counts as hanging. */
  readonly deadline?: number
}

/** Probe and sync, as `hactl map sync` does them. @throws when it neither ends nor fails within the deadline, or with what is no HactlError */
export async function attempt(address: string, map: string, entries: readonly Entry[], options: AttemptOptions = {}): Promise<Attempt> {
  const {timeout = 400, signal, deadline = 15_000, ...others} = options
  const cautions: string[] = []
  const [over, given] = [new AbortController(), new AbortController()]
  const hung = pause(deadline, undefined, {signal: over.signal}).then(() => {
    given.abort()
    throw new Error(`the sync neither ended nor failed within ${deadline} ms`)
  })
  const run = async (): Promise<SyncReport> => {
    await using source = await sourceOf(entries)
    const client = await RuntimeClient.connect(address, {timeout, signal: AbortSignal.any([given.signal, ...(signal ? [signal] : [])])})
    return await syncMap(client, source, {map, caution: (text) => void cautions.push(text), ...others})
  }
  try {
    return {report: await Promise.race([run(), hung]), error: undefined, exit: 0, cautions}
  } catch (error) {
    if (!(error instanceof HactlError)) throw error
    return {report: undefined, error, exit: error.exit, cautions}
  } finally {
    over.abort()
    hung.catch(() => {})
  }
}

/** Gives a map a content, past everything that is under test. */
export async function setContent(haproxy: LabHaproxy, name: string, entries: readonly Entry[]): Promise<void> {
  const map = haproxy.file(name)
  const [, version] = /New version created: (\d+)/.exec(String(await haproxy.exchange(`prepare map ${map}`))) ?? []
  // 2.2 has no versions
  const at = version === undefined ? '' : `@${version} `
  const steps = [
    ...(version === undefined ? [`clear map ${map}`] : []),
    ...(entries.length > 0 ? [`add map ${at}${map} <<\n${textOf(entries)}\n`] : []),
    ...(version === undefined ? [] : [`commit map ${at}${map}`]),
  ]
  for (const step of steps) {
    const answer = String(await haproxy.exchange(step))
    if (answer !== '\n') throw new Error(`the lab's own ${JSON.stringify(step.slice(0, 40))} was answered ${JSON.stringify(answer)}`)
  }
}

/** What was asked after the first `commit map @v`, of what would change version v. */
export function touchedAfterCommit(relay: Relay): string[] {
  const first = relay.requests.findIndex((request) => /(?:^|;)commit map @\d+ /.test(request))
  if (first < 0) return []
  const [, version] = /commit map @(\d+) /.exec(relay.requests[first] ?? '') ?? []
  return relay.requests.slice(first + 1).filter((request) => new RegExp(`(?:clear|del|set|add) map @${version}\\b|(?:clear|del|set) map (?!@)`).test(request))
}
