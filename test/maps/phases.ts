import {type LabHaproxy, traffic} from '../haproxy/lab.ts'
import {Relay} from './relay.ts'

/** Values that traffic was given: before the commit was written, while it was carried out, and once it was acknowledged. */
export interface Seen {
  before: Set<string | undefined>
  during: Set<string | undefined>
  after: Set<string | undefined>
}

export interface Watched {
  haproxy: LabHaproxy
  map: string
  samples: readonly string[]
}

/**
 * Lets dense traffic ask for a few samples, on keep-alive connections to every thread, while `act` changes the map by way of the relay. `commit map` waits
 * there until hundreds of answers came, so that lookups between load and commit are certain.
 */
export async function underTraffic({haproxy, map, samples}: Watched, act: (relay: Relay) => Promise<unknown>): Promise<Seen> {
  const seen: Seen = {before: new Set(), during: new Set(), after: new Set()}
  let phase: keyof Seen = 'before'
  let asked = 0
  await using requests = traffic(haproxy, {
    next: () => ({map, sample: samples[(asked += 1) % samples.length] ?? ''}),
    onAnswer: (_, value) => seen[phase].add(value),
  }).start()
  await requests.more(100)
  const holdCommit = async (request: string): Promise<void> => {
    if (!/\bcommit map\b/.test(request)) return
    await requests.more(300)
    phase = 'during'
  }
  await using relay = await Relay.before(haproxy, {before: holdCommit})
  await act(relay)
  await requests.stop() // answers that were on their way belong to the commit
  phase = 'after'
  requests.start()
  await requests.more(200)
  await requests.stop()
  if (requests.failures > 0) throw new Error(`${requests.failures} requests failed, the last: ${String(requests.lastFailure)}`)
  return seen
}
