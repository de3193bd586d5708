import type {RuntimeClient} from '../client/runtime-client.ts'
import {showCliLevel} from '../protocol/commands/process/show-cli-level.ts'
import type {Channel} from '../transport/channel.ts'

/** ms from which on waiting for each answer costs more than a prompt session does. */
const slowRoundTrip = 2

/**
 * How to send payloads: `auto` is a session where HAProxy has `prompt i` (1.6 times as fast as a connection each) or a round trip takes more than 2 ms, and
 * one-shot connections otherwise: up to 3.1 a session echoes each payload line and is half as fast.
 */
export async function chosenSession(client: RuntimeClient, wanted: 'auto' | Channel['kind']): Promise<Channel['kind']> {
  if (wanted !== 'auto') return wanted
  if (client.dialect.sessionCommand === 'prompt i') return 'prompt'
  return (await roundTrip(client)) > slowRoundTrip ? 'prompt' : 'oneshot'
}

/** ms from a short question to its answer, connecting included; the shortest of up to three, since one may meet a busy moment. */
async function roundTrip(client: RuntimeClient): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < 3 && shortest > slowRoundTrip; attempt += 1) shortest = Math.min(shortest, await timed(client))
  return shortest
}

async function timed(client: RuntimeClient): Promise<number> {
  const start = performance.now()
  await client.run(showCliLevel)
  return performance.now() - start
}
