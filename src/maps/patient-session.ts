import type {RuntimeClient} from '../client/runtime-client.ts'
import {setTimeoutCli} from '../protocol/commands/process/set-timeout.ts'
import {line} from '../protocol/line.ts'
import type {PromptSession} from '../transport/prompt-session.ts'

/**
 * A session for what HAProxy does over all entries of a map: neither side gives up before it is done. Until HAProxy has answered in it (it may wait for a
 * slot) its timeout is that of every other.
 *
 * @param entries of the map, all versions
 */
export function patientSession(client: Pick<RuntimeClient, 'session' | 'longTimeout'>, entries: number): Promise<PromptSession> {
  const timeout = client.longTimeout(entries)
  return sessionFor(client, timeout, (session) => session.allow(timeout))
}

/**
 * A session that HAProxy lets be silent for so long, instead of `stats timeout` (10 s). HAProxy has taken it: what is written into one that waits for a slot may
 * run long after we have given up.
 *
 * @param silence ms
 */
export async function lastingSession(client: RuntimeClient, silence: number): Promise<PromptSession> {
  const session = await sessionFor(client, silence, () => {})
  await session.ready()
  return session
}

async function sessionFor(client: Pick<RuntimeClient, 'session'>, silence: number, answered: (session: PromptSession) => void): Promise<PromptSession> {
  const session = await client.session()
  await session.setUp(line(setTimeoutCli.encode(Math.ceil(silence / 1000))), (reply) => {
    setTimeoutCli.decode(reply)
    answered(session)
  })
  return session
}
