import {type Changed, type ChangeReport, changedOne, reportOfOne} from '../client/change-report.ts'
import {commandLine} from '../client/command-line.ts'
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
export type BackendReport = ChangeReport<Changed<BackendState>>

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
  const {name} = wanted
  const change: Change = {name, command: addBackend.encode(wanted), wanted: 'unpublished', undo: () => commandLine(client, ['backend', 'del', name], '--yes')}
  if ((await stateOf(client, name)) !== 'absent')
    throw new HactlError('proxy-exists', {exit: 2, message: `there is a backend ${name} already`, hint: `hactl backend show ${name} tells what it is`})
  if (dryRun) return {...reportOf(change, 'absent', 'absent', dryRun), remark: null}
  const remark = (await client.run(addBackend, wanted)) ?? null
  return {...(await readBack(client, change, 'absent')), remark}
}

/** `publish backend`: rules may choose it. @throws HactlError `unsupported` before 3.4; `proxy-unknown`, `permission-denied`, `change-unconfirmed` */
export const publishNamedBackend = (client: RuntimeClient, name: string, options: BackendOptions = {}): Promise<BackendReport> =>
  changeBackend(client, name, {command: publishBackend, wanted: 'published', undo: 'unpublish'}, options)

/** `unpublish backend`: rules pass it over. What is under way goes on. @throws HactlError as `publishNamedBackend` */
export const unpublishNamedBackend = (client: RuntimeClient, name: string, options: BackendOptions = {}): Promise<BackendReport> =>
  changeBackend(client, name, {command: unpublishBackend, wanted: 'unpublished', undo: 'publish'}, options)

/** `del backend`: one that is not published, and has no servers. @throws HactlError as `publishNamedBackend`; `refused` with HAProxy's reason */
export const deleteBackend = (client: RuntimeClient, name: string, options: BackendOptions = {}): Promise<BackendReport> =>
  changeBackend(client, name, {command: delBackend, wanted: 'absent'}, options)

interface Verb {
  readonly command: WireCommand<[string], void>
  readonly wanted: BackendState
  /** The verb of hactl that undoes it. */
  readonly undo?: string
}

interface Change {
  readonly name: string
  readonly command: string
  readonly wanted: BackendState
  readonly undo: () => string | null
}

async function changeBackend(client: RuntimeClient, name: string, {command, wanted, undo}: Verb, {dryRun = false}: BackendOptions): Promise<BackendReport> {
  client.require(command)
  const was = publishedOf(await findBackend(client, name))
  const change = {name, command: command.encode(name), wanted, undo: () => (undo === undefined ? null : commandLine(client, ['backend', undo, name]))}
  if (dryRun) return reportOf(change, was, was, dryRun)
  await client.run(command, name)
  return readBack(client, change, was)
}

const reportOf = ({name, command, undo}: Change, was: BackendState, now: BackendState, dryRun = false): BackendReport =>
  reportOfOne(changedOne(name, {was, now, commands: [command]}), {dryRun, undo})

async function readBack(client: RuntimeClient, change: Change, was: BackendState): Promise<BackendReport> {
  const {name, command, wanted} = change
  const now = await stateOf(client, name)
  const report = reportOf(change, was, now)
  if (now === wanted) return report
  throw unconfirmed(command, `${name} is ${now} then`, {look: 'hactl backend list', undo: report.undo})
}

async function stateOf(client: RuntimeClient, name: string): Promise<BackendState> {
  const found = (await listBackends(client)).find(({backend}) => backend === name)
  return found ? publishedOf(found) : 'absent'
}

const publishedOf = ({published}: Backend): BackendState => (published ? 'published' : 'unpublished')
