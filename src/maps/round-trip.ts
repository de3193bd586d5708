import type {RuntimeClient} from '../client/runtime-client.ts'
import {showCliLevel} from '../protocol/commands/process/show-cli-level.ts'

/** ms from a short question to its answer, connecting included; the shorter of two, since the first may have met a busy moment. */
export async function roundTrip(client: RuntimeClient): Promise<number> {
  const first = await timed(client)
  return first <= 1 ? first : Math.min(first, await timed(client))
}

async function timed(client: RuntimeClient): Promise<number> {
  const start = performance.now()
  await client.run(showCliLevel)
  return performance.now() - start
}
