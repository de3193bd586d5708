import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapVersion} from '../protocol/commands/map/reference.ts'
import {HactlError} from '../protocol/error.ts'
import {abandonVersion} from './abandon.ts'
import {checked} from './check-source.ts'
import {type CommitOutcome, commitVersion} from './commit.ts'
import {chunkRoom, type Loaded, type LoadOptions, loadVersion, refusedEntry} from './load.ts'
import {openMap, type RunningMap} from './open-map.ts'
import {findKind} from './plan.ts'
import {countEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import {prepareVersion} from './ticket.ts'

/** The steps of a transaction one by one, for who wants to do something between them. `syncMap` does them all, and checks more. */
export interface Prepared {
  readonly map: string
  readonly version: MapVersion
}

export async function prepareByHand(client: RuntimeClient, name: string): Promise<Prepared> {
  const {map, pid} = await openMap(client, name)
  return {map, version: await prepareVersion(client, map, pid)}
}

/** Appends the entries of a source to a prepared version. */
export async function loadByHand(
  client: RuntimeClient,
  name: string,
  version: MapVersion,
  source: EntrySource,
  options: LoadOptions,
): Promise<Prepared & Loaded> {
  const running = await openMap(client, name)
  requirePrepared(running, version)
  const {map, pid} = running
  const rules = {kind: await findKind(client, map), room: chunkRoom(client, map)}
  for await (const batch of checked(source.entries(), source.name, rules)) void batch
  const ticket = {map, version, pid, primer: undefined}
  const before = await countEntries(client, map, {version, pid})
  try {
    return {map, version, ...(await loadVersion(client, ticket, source, options))}
  } catch (error) {
    if (error instanceof HactlError && error.code === 'refused') throw await refusedEntry(client, ticket, source, error, before)
    throw error
  }
}

/** Makes a prepared version the one that traffic sees. */
export async function commitByHand(client: RuntimeClient, name: string, version: MapVersion): Promise<Prepared & {outcome: CommitOutcome}> {
  const running = await openMap(client, name)
  requirePrepared(running, version)
  const {map, pid, header} = running
  const basis = {map, pid, currentVersion: header.currentVersion ?? 0}
  const outcome = await commitVersion(client, {map, version, pid, primer: undefined}, basis, {
    entries: header.entryCount ?? 0,
    lastLook: () => {},
    onCommit: () => {},
  })
  return {map, version, outcome}
}

/** Gives a prepared version up. @throws HactlError `version-stays` where removing it would not be safe */
export async function abortByHand(client: RuntimeClient, name: string, version: MapVersion): Promise<Prepared> {
  const running = await openMap(client, name)
  requirePrepared(running, version)
  const {map, pid} = running
  const {removed, why} = await abandonVersion(client, map, version, pid, await countEntries(client, map, {version, pid}))
  if (removed) return {map, version}
  throw new HactlError('version-stays', {
    exit: 1,
    message: `version ${version} of ${map} was left where it is: ${why ?? 'it cannot be removed'}`,
    hint: `traffic does not see it, and the next commit removes it; hactl map abort ${name} ${version} --by-replace commits the current content anew, which removes it now`,
  })
}

export function requirePrepared({map, header: {currentVersion, nextVersion}}: RunningMap, version: MapVersion): void {
  if (currentVersion === undefined || nextVersion === undefined) return
  if (version > currentVersion && version <= nextVersion) return
  const why = version <= currentVersion ? `version ${currentVersion} is current already` : `the last one that was prepared is ${nextVersion}`
  throw new HactlError('version-unknown', {exit: 2, message: `${map} has no prepared version ${version}: ${why}`, hint: `hactl map prepare ${map} makes one`})
}
