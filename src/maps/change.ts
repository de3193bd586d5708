import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import type {WireCommand} from '../protocol/command.ts'
import {addMap} from '../protocol/commands/map/add-map.ts'
import {delMap} from '../protocol/commands/map/del-map.ts'
import {getMap, type MapLookup} from '../protocol/commands/map/get-map.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import {setMap} from '../protocol/commands/map/set-map.ts'
import {HactlError} from '../protocol/error.ts'
import {openLocked} from './lock.ts'
import {type MapName, openMap} from './open-map.ts'
import {requireSet} from './set-back.ts'
import type {WriterOptions} from './writers.ts'

/** A change of one key, as it was made or, for a dry run, would be. */
export interface KeyChange {
  readonly map: string
  readonly key: string
  /** Wire commands, in order. */
  readonly commands: readonly string[]
  /** Nothing was sent that changes anything. */
  readonly dryRun: boolean
  /** HAProxy has acknowledged it; whether the value was so before, is not looked at. */
  readonly changed: boolean
  /** The command line that brings back what was, for a shell; null where nothing was changed, and where none is known to. Of `map add` it is `map del`, which takes duplicates that came meanwhile, too. */
  readonly undo: string | null
}

/** A value that was changed. */
export interface ValueChange extends KeyChange {
  /** What the key had; null where HAProxy answers something else to it. */
  readonly was: string | null
}

export interface ChangeOptions extends WriterOptions {
  readonly dryRun?: boolean
}

/** What each use of the map answers to a sample. @throws HactlError `key-unknown` when none finds anything */
export async function lookUp(client: RuntimeClient, name: MapName, sample: string): Promise<MapLookup[]> {
  const {map} = await openMap(client, name)
  const answers = await client.run(getMap, map, sample)
  if (answers.some(({found}) => found)) return answers
  throw new HactlError('key-unknown', {
    exit: 2,
    message: `${map} answers nothing to ${JSON.stringify(sample)}`,
    hint: `hactl ${map.kind.noun} show ${map} lists its entries`,
  })
}

/** Appends an entry, to an ACL a pattern without a value. A key that is there already keeps its answer: of equal keys HAProxy takes the first. */
export async function addEntry(client: RuntimeClient, name: MapName, key: string, value: string | undefined, options: ChangeOptions = {}): Promise<KeyChange> {
  await using running = await openLocked(client, name, options)
  const {map} = running
  const before = await client.run(getMap, map, key)
  if (before.some((answer) => answer.found && answer.key === key)) {
    const remedy = map.kind.values ? ', and the first entry is the one that answers; hactl map set changes its value' : ''
    options.caution?.(`${JSON.stringify(key)} is in ${map} already${remedy}`)
  }
  const done = await change(client, map, key, addMap, [map, key, value], options)
  // only where keys are looked up as they are written does a look tell that none was there; `del` takes all that are alike, and a `#` for an address
  const isNew = before.every(({type, found}) => type === 'str' && !found) && !key.startsWith('#')
  return {...done, undo: done.changed && isNew ? undoLine(client, map, ['del', map.name, key]) : null}
}

/** What begins with - would be taken for a flag; controls, and bytes that are no UTF-8, come out of no command line as they were. */
const undoLine = (client: RuntimeClient, {kind}: MapReference, words: readonly string[]): string | null =>
  words.some((word) => word === '' || word.startsWith('-') || /[\p{Cc}\ufffd]/u.test(word)) ? null : commandLine(client, [kind.noun, ...words])

/** Changes the value of a key. @throws HactlError `key-unknown`, `refused` where the map cannot hold the value */
export async function setEntry(client: RuntimeClient, name: MapName, key: string, value: string, options: ChangeOptions = {}): Promise<ValueChange> {
  await using running = await openLocked(client, name, options)
  const {map} = running
  const was = (await client.run(getMap, map, key)).find((answer) => answer.found && answer.key === key)?.value ?? null
  const done = await change(client, map, key, setMap, [map, key, value], options)
  if (done.changed && client.dialect.acceptsAnyValue) await requireSet(client, map, key, value)
  return {...done, was, undo: done.changed && was !== null && was !== value ? undoLine(client, map, ['set', map.name, key, was]) : null}
}

/** Removes a key with all its duplicates. @throws HactlError `key-unknown` when there is none */
export async function deleteEntry(client: RuntimeClient, name: MapName, key: string, options: ChangeOptions = {}): Promise<KeyChange> {
  await using running = await openLocked(client, name, options)
  const {map} = running
  const first = await change(client, map, key, delMap, [map, key], options)
  if (options.dryRun || !client.dialect.deletesOneDuplicate) return first
  while (await removedAnother(client, map, key));
  return first
}

async function removedAnother(client: RuntimeClient, map: MapReference, key: string): Promise<boolean> {
  try {
    await client.run(delMap, map, key)
    return true
  } catch (error) {
    if (error instanceof HactlError && error.code === 'key-unknown') return false
    throw error
  }
}

async function change<Arguments extends readonly unknown[]>(
  client: RuntimeClient,
  map: MapReference,
  key: string,
  command: WireCommand<Arguments, void>,
  words: Arguments,
  {dryRun = false}: ChangeOptions,
): Promise<KeyChange> {
  const commands = [command.encode(...words)]
  if (!dryRun) await client.run(command, ...words).catch(noSuchKey(map, key, command.name === setMap.name))
  return {map: map.name, key, commands, dryRun, changed: !dryRun, undo: null}
}

/** @param wanted that it is there */
const noSuchKey = (map: MapReference, key: string, wanted: boolean) => (error: unknown) => {
  if (!(error instanceof HactlError) || error.code !== 'key-unknown') throw error
  const {noun} = map.kind
  const remedy = wanted ? `hactl ${noun} add appends it; ` : ''
  throw new HactlError('key-unknown', {
    exit: 2,
    message: `${map} has no ${map.kind.values ? 'key' : 'pattern'} ${JSON.stringify(key)}`,
    hint: `${remedy}hactl ${noun} show ${map} lists its entries`,
    cause: error,
  })
}
