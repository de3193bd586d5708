import type {RuntimeClient} from '../client/runtime-client.ts'
import {loadedEntries} from './loaded-file.ts'
import {type MapName, openMap, type RunningMap} from './open-map.ts'
import {type OwnFileOptions, ownFile} from './own-file.ts'
import type {EntrySource} from './source.ts'

/**
 * What HAProxy would load at its next start: the content of the file of a running map, which must be provably the file here; nothing where `opt@` allows it
 * to be missing.
 *
 * @throws HactlError `file-unproven`, `map-without-file`
 */
export async function ownSource(client: RuntimeClient, name: MapName, options: OwnFileOptions): Promise<EntrySource> {
  return ownSourceOf(client, await openMap(client, name), options)
}

/** The same for a map that was just looked at. @throws HactlError `file-unproven`, `map-without-file` */
export function ownSourceOf(client: RuntimeClient, running: RunningMap, options: OwnFileOptions): EntrySource {
  const {path, missing} = ownFile(client, running, options)
  const {kind} = running.map
  return {
    kind,
    name: path,
    file: path,
    entries: () => (missing ? nothing() : loadedEntries(path, kind)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

async function* nothing(): AsyncGenerator<never, void> {
  // HAProxy begins with an empty map
}
