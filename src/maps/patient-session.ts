import type {RuntimeClient} from '../client/runtime-client.ts'
import {setTimeoutCli} from '../protocol/commands/process/set-timeout.ts'
import {line} from '../protocol/line.ts'
import type {PromptSession} from '../transport/prompt-session.ts'

/** A session for what HAProxy does over all entries of a map: neither side gives up before it is done. @param entries of the map, all versions */
export async function patientSession(client: RuntimeClient, entries: number): Promise<PromptSession> {
  const timeout = client.longTimeout(entries)
  const session = await lastingSession(client, timeout)
  session.allow(timeout)
  return session
}

/** A session that HAProxy lets be silent for so long, instead of `stats timeout` (10 s). @param silence ms */
export async function lastingSession(client: RuntimeClient, silence: number): Promise<PromptSession> {
  const session = await client.session()
  await session.setUp(line(setTimeoutCli.encode(Math.ceil(silence / 1000))), (reply) => setTimeoutCli.decode(reply))
  return session
}
