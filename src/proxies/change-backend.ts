import type {RuntimeClient} from '../client/runtime-client.ts'
import type {WireCommand} from '../protocol/command.ts'
import {addBackend, type NewBackend} from '../protocol/commands/backend/add-backend.ts'
import {delBackend} from '../protocol/commands/backend/del-backend.ts'
import {publishBackend} from '../protocol/commands/backend/publish-backend.ts'
import {unpublishBackend} from '../protocol/commands/backend/unpublish-backend.ts'
import {HactlError} from '../protocol/error.ts'
import {type Backend, findBackend, listBackends} from './backends.ts'
import {unconfirmed} from './unconfirmed.ts'

/** A change of a backend, as it was made or, for a dry run, would be. It lasts until HAProxy is reloaded. */
export interface BackendReport {
  readonly backend: string
  readonly was: BackendState
  /** As it was read back; for a dry run as it is. */
  readonly now: BackendState
  /** Wire commands, in order. */
  readonly commands: readonly string[]
  readonly changed: boolean
}

/** `absent`: there is none of this name. */
export type BackendState = 'published' | 'unpublished' | 'absent'

/** How a backend is changed. */
export interface BackendOptions {
  readonly dryRun?: boolean
}

/**
 * `add backend`: a backend made like a `defaults` section says, without servers, not published.
 *
 * @returns also what HAProxy remarks: that no servers can be added to it
 * @throws HactlError `unsupported` before 3.4; `proxy-exists`, `defaults-unknown`, `permission-denied`, `change-unconfirmed`
 */
export async function addNamedBackend(
  client: RuntimeClient,
  wanted: NewBackend,
  {dryRun = false}: BackendOptions = {},
): Promise<BackendReport & {readonly remark: string | null}> {
  client.require(addBackend)
  const report = {backend: wanted.name, was: await stateOf(client, wanted.name), commands: [addBackend.encode(wanted)], remark: null}
  if (report.was !== 'absent')
    throw new HactlError('proxy-exists', {
      exit: 2,
      message: `there is a backend ${wanted.name} already`,
      hint: `hactl backend show ${wanted.name} tells what it is`,
    })
  if (dryRun) return {...report, now: report.was, changed: false}
  const remark = (await client.run(addBackend, wanted)) ?? null
  return {...report, ...(await readBack(client, report, 'unpublished')), remark}
}

/** `publish backend`: rules may choose it. @throws HactlError `unsupported` before 3.4; `proxy-unknown`, `permission-denied`, `change-unconfirmed` */
export const publishNamedBackend = (client: RuntimeClient, name: string, options: BackendOptions = {}): Promise<BackendReport> =>
  changeBackend(client, name, {command: publishBackend, wanted: 'published'}, options)

/** `unpublish backend`: rules pass it over. What is under way goes on. @throws HactlError as `publishNamedBackend` */
export const unpublishNamedBackend = (client: RuntimeClient, name: string, options: BackendOptions = {}): Promise<BackendReport> =>
  changeBackend(client, name, {command: unpublishBackend, wanted: 'unpublished'}, options)

/** `del backend`: one that is not published, and has no servers. @throws HactlError as `publishNamedBackend`; `refused` with HAProxy's reason */
export const deleteBackend = (client: RuntimeClient, name: string, options: BackendOptions = {}): Promise<BackendReport> =>
  changeBackend(client, name, {command: delBackend, wanted: 'absent'}, options)

interface Change {
  readonly command: WireCommand<[string], void>
  readonly wanted: BackendState
}

async function changeBackend(client: RuntimeClient, name: string, {command, wanted}: Change, {dryRun = false}: BackendOptions): Promise<BackendReport> {
  client.require(command)
  const report = {backend: name, was: publishedOf(await findBackend(client, name)), commands: [command.encode(name)]}
  if (dryRun) return {...report, now: report.was, changed: false}
  await client.run(command, name)
  return {...report, ...(await readBack(client, report, wanted))}
}

async function readBack(
  client: RuntimeClient,
  {backend, commands}: Pick<BackendReport, 'backend' | 'commands'>,
  wanted: BackendState,
): Promise<Pick<BackendReport, 'now' | 'changed'>> {
  const now = await stateOf(client, backend)
  if (now === wanted) return {now, changed: true}
  throw unconfirmed(commands.join(';'), `${backend} is ${now} then`, 'hactl backend list')
}

async function stateOf(client: RuntimeClient, name: string): Promise<BackendState> {
  const found = (await listBackends(client)).find(({backend}) => backend === name)
  return found ? publishedOf(found) : 'absent'
}

const publishedOf = ({published}: Backend): BackendState => (published ? 'published' : 'unpublished')
