import {type Changed, type ChangeReport, changedOne, reportOfOne} from '../client/change-report.ts'
import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked, pinned, unconfirmed} from '../client/unconfirmed.ts'
import type {Listener} from '../maps/progress.ts'
import type {WireCommand} from '../protocol/command.ts'
import {addBackend, type NewBackend} from '../protocol/commands/backend/add-backend.ts'
import {delBackend} from '../protocol/commands/backend/del-backend.ts'
import {publishBackend} from '../protocol/commands/backend/publish-backend.ts'
import {unpublishBackend} from '../protocol/commands/backend/unpublish-backend.ts'
import {waitBackendRemovable} from '../protocol/commands/backend/wait-backend-removable.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {type Backend, findBackend, listBackends} from './backends.ts'
import {deleteWhenFree, deletionCommands} from './delete-when-free.ts'

/** A change of a backend, as it was made or, for a dry run, would be. It lasts until HAProxy is reloaded. */
export type BackendReport = ChangeReport<Changed<BackendState>>

/** `absent`: there is none of this name. */
export type BackendState = 'published' | 'unpublished' | 'absent'

/** How a backend is changed. */
export interface BackendOptions {
  readonly dryRun?: boolean
}

/** How a backend is deleted. */
export interface DeleteBackendOptions extends BackendOptions, Pick<Listener, 'progress'> {
  /** Waits until it has neither servers nor sessions. */
  readonly wait?: boolean
  /** ms for the wait; 5 minutes unless said. */
  readonly timeout?: number | undefined
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
  const change: Change = {
    name,
    commands: [addBackend.encode(wanted)],
    wanted: 'unpublished',
    undo: () => commandLine(client, ['backend', 'del', name], '--yes'),
  }
  if ((await stateOf(pinned(client), name)) !== 'absent')
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

/**
 * `del backend`: one that is not published, has no servers, and that nothing is attached to.
 *
 * @throws HactlError as `publishNamedBackend`; without `wait` `backend-busy`, `backend-has-servers`; `refused` with HAProxy's reason; `delete-incomplete` (5) when
 * the wait ends early
 */
export const deleteBackend = (client: RuntimeClient, name: string, {wait = false, ...options}: DeleteBackendOptions = {}): Promise<BackendReport> =>
  changeBackend(client, name, {command: delBackend, wanted: 'absent', ...(wait && waiting(client, name, options))}, options)

interface Verb {
  readonly command: WireCommand<[string], void>
  readonly wanted: BackendState
  /** The verb of hactl that undoes it. */
  readonly undo?: string
  /** Where it takes more than the command. */
  readonly commands?: readonly string[]
  readonly run?: () => Promise<void>
}

function waiting(client: RuntimeClient, name: string, {timeout, progress}: DeleteBackendOptions): Pick<Verb, 'commands' | 'run'> {
  const deletion = {name, wait: waitBackendRemovable, del: delBackend, busy: ['backend-busy', 'backend-has-servers'], timeout, progress}
  return {
    commands: deletionCommands(client, deletion),
    run: async () => {
      try {
        await deleteWhenFree(client, deletion)
      } catch (error) {
        if (error instanceof HactlError && error.code !== 'delete-incomplete') throw error
        const reason: unknown = client.signal?.aborted ? client.signal.reason : error
        throw new HactlError('delete-incomplete', {
          exit: 5,
          message: `${name} was not deleted: ${asError(reason).message}`,
          hint: `it stays unpublished, as it was; the same command again goes on, and ${commandLine(client, ['backend', 'publish', name])} lets rules choose it again`,
          cause: error,
        })
      }
    },
  }
}

interface Change {
  readonly name: string
  readonly commands: readonly string[]
  readonly wanted: BackendState
  readonly undo: () => string | null
}

async function changeBackend(
  client: RuntimeClient,
  name: string,
  {command, wanted, undo, ...more}: Verb,
  {dryRun = false}: BackendOptions,
): Promise<BackendReport> {
  client.require(command)
  const {commands = [command.encode(name)], run = () => client.run(command, name)} = more
  const was = publishedOf(await findBackend(pinned(client), name))
  const change = {name, commands, wanted, undo: () => (undo === undefined ? null : commandLine(client, ['backend', undo, name]))}
  if (dryRun) return reportOf(change, was, was, dryRun)
  await run()
  return readBack(client, change, was)
}

const reportOf = ({name, commands, undo}: Change, was: BackendState, now: BackendState, dryRun = false): BackendReport =>
  reportOfOne(changedOne(name, {was, now, commands}), {dryRun, undo})

async function readBack(client: RuntimeClient, change: Change, was: BackendState): Promise<BackendReport> {
  const {name, commands, wanted, undo} = change
  const [command, look] = [commands.join(';'), 'hactl backend list']
  const now = await looked(client, command, {look, undo: undo()}, (each) => stateOf(each, name))
  const report = reportOf(change, was, now)
  if (now === wanted) return report
  throw unconfirmed(command, `${name} is ${now} then`, {look, undo: report.undo})
}

async function stateOf(client: RuntimeClient, name: string): Promise<BackendState> {
  const found = (await listBackends(client)).find(({backend}) => backend === name)
  return found ? publishedOf(found) : 'absent'
}

const publishedOf = ({published}: Backend): BackendState => (published ? 'published' : 'unpublished')
