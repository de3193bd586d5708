import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import type {MapHeader} from '../protocol/commands/map/show-maps.ts'
import {asError, HactlError} from '../protocol/error.ts'
import type {Difference} from './compare.ts'
import {countText, entriesText} from './count-text.ts'
import type {DriftOptions} from './drift.ts'
import {headerOf, look} from './look.ts'
import {readChanges} from './patch-changes.ts'
import {incomplete} from './patch-send.ts'
import type {Found} from './plan.ts'
import {countEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import type {Verify} from './verify.ts'

interface Patched {
  readonly found: Found
  readonly source: EntrySource
  /** As it was planned. */
  readonly difference: Difference
  /** Of the content that was planned with. */
  readonly header: MapHeader
}

/**
 * Reads the map back after a patch and compares, order aside.
 *
 * @returns whether it is what the source says; false only with `acceptDrift`
 * @throws HactlError `patch-incomplete` when it is not, `reloaded`
 */
export async function verifyPatch(client: RuntimeClient, patched: Patched, verify: Verify, options: DriftOptions): Promise<boolean> {
  if (verify === 'none') return false
  const {map} = patched.found
  const wrong = await (verify === 'count' ? wrongCount(client, patched) : wrongContent(client, patched, options)).catch((error: unknown) => {
    if (error instanceof HactlError && error.code === 'reloaded') throw intoOld(map, error)
    throw incomplete(`every command of the patch of ${map} was acknowledged, but it could not be read back: ${asError(error).message}`, asError(error))
  })
  if (wrong === undefined) return true
  const message = `every command of the patch of ${map} was acknowledged, but it is not what the source says: ${wrong}`
  if (!options.acceptDrift) throw incomplete(message)
  options.caution?.(message)
  return false
}

const intoOld = (map: MapReference, cause: HactlError): HactlError =>
  new HactlError('reloaded', {
    exit: 5,
    message: `every command of the patch of ${map} was acknowledged, but ${cause.message}; it has the map of its file`,
    hint: 'run the same sync again',
    cause,
  })

async function wrongContent(client: RuntimeClient, {found, source, header}: Patched, {acceptDrift, caution}: DriftOptions): Promise<string | undefined> {
  const now = await readChanges(client, found, source, {acceptDrift, caution})
  const {same, added, changed, removed} = now.difference
  const theirs = now.header.currentVersion === header.currentVersion ? '' : `another writer has committed version ${now.header.currentVersion}`
  if (same) {
    if (theirs !== '') caution?.(`${found.map}: ${theirs} meanwhile, with the same content`)
    return undefined
  }
  const counts = `${countText(added ?? 0)} missing, ${countText(changed ?? 0)} with other values, ${countText(removed ?? 0)} too many`
  if (theirs !== '') return `${counts}; ${theirs}`
  // before 3.0 `set map` acknowledges a value that it cannot parse, and leaves the old one
  return `${counts}; others changed it meanwhile${changed ? ', or a value is none that this map can hold' : ''}`
}

async function wrongCount(client: RuntimeClient, {found: {map, pid, kind}, difference, header}: Patched): Promise<string | undefined> {
  const now = headerOf(await look(client, map.kind), map)?.entryCount
  // with several uses an entry that comes adds one for each, and one that goes takes off one in all
  const told = now !== undefined && header.entryCount !== undefined && kind.types.length === 1
  const there = told ? difference.runningEntries + now - header.entryCount : await countEntries(client, map, {pid, entries: difference.sourceEntries})
  return there === difference.sourceEntries ? undefined : `${entriesText(there)} are there, ${countText(difference.sourceEntries)} should be`
}
