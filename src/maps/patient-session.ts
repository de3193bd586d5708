import type {RuntimeClient} from '../client/runtime-client.ts'
import {setTimeoutCli} from '../protocol/commands/process/set-timeout.ts'
import {line} from '../protocol/line.ts'
import type {PromptSession} from '../transport/prompt-session.ts'

/** A session for what HAProxy does over all entries of a map: neither side gives up before it is done. @param entries of the map, all versions */
export async function patientSession(client: RuntimeClient, entries: number): Promise<PromptSession> {
  const session = await client.session()
  const timeout = client.longTimeout(entries)
  await session.setUp(line(setTimeoutCli.encode(Math.ceil(timeout / 1000))), (reply) => setTimeoutCli.decode(reply))
  session.allow(timeout)
  return session
}
