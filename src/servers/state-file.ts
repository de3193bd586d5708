import {readFile} from 'node:fs/promises'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {FileDraft} from '../maps/file-draft.ts'
import {unreadable} from '../maps/file-source.ts'
import {fileTarget} from '../maps/file-target.ts'
import {type ServerState, showServersState} from '../protocol/commands/server/show-servers-state.ts'
import {HactlError} from '../protocol/error.ts'
import {noReply, replyOf} from '../protocol/reply.ts'
import {withoutWorkers} from './state-plan.ts'

/** Where the state of the servers goes to. */
export interface SaveStateOptions {
  /** A file; nowhere unless given. */
  readonly to?: string | undefined
  readonly dryRun?: boolean
}

/** The state of the servers, as it was saved or would be. */
export interface SavedState {
  /** `null` where none was named. */
  readonly file: string | null
  readonly servers: number
  /** HAProxy's answer, as `load-server-state-from-file` reads it. */
  readonly text: string
  readonly written: boolean
}

/**
 * `show servers state` as it is, into a file that HAProxy reads at its next start (`load-server-state-from-file`): in one step, so that it never reads half
 * of it; mode 0644 where there was none. Of a server that haproxy.cfg gives by its IP address HAProxy loads the port from it, and not the address.
 *
 * @throws HactlError `file-unusable`, `save-failed`
 */
export async function saveServersState(client: RuntimeClient, {to, dryRun = false}: SaveStateOptions = {}): Promise<SavedState> {
  const target = to === undefined ? undefined : await fileTarget(to, 0o644)
  const [reply = noReply] = await client.ask(showServersState.encode())
  const servers = withoutWorkers(showServersState.decode(reply)).length
  const bytes = Buffer.from(reply.text, 'latin1')
  const saved = {file: target?.name ?? null, servers, text: bytes.toString('utf8')}
  if (!target || dryRun) return {...saved, written: false}
  await using draft = await FileDraft.open(target)
  await draft.write(once(bytes))
  await draft.place()
  return {...saved, written: true}
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield await Promise.resolve(bytes)
}

/** What a file holds that `saveServersState` or `echo show servers state | socat` has written. @throws HactlError `source-unreadable`, `state-file-invalid` */
export async function readStateFile(path: string): Promise<ServerState[]> {
  const bytes = await readFile(path).catch(unreadable(path, 'what hactl server state save --to FILE has written'))
  return stateIn(bytes, path)
}

/** The same of what was read already. @param name what it is called in an error @throws HactlError `state-file-invalid` */
export function stateIn(bytes: Buffer, name: string): ServerState[] {
  try {
    return showServersState.decode(replyOf(bytes.toString('latin1')))
  } catch (error) {
    throw new HactlError('state-file-invalid', {
      exit: 2,
      message: `${name} does not hold the state of servers as HAProxy writes it`,
      hint: 'hactl server state save --to FILE writes one; nothing was changed',
      cause: error,
    })
  }
}
