import type {RuntimeClient} from '../client/runtime-client.ts'
import type {MapReference, MapVersion} from '../protocol/commands/map/reference.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import {openPrepared} from './by-hand.ts'
import {checked} from './check-source.ts'
import {chunkRoom} from './chunks.ts'
import type {MapName} from './open-map.ts'
import {Phases} from './phases.ts'
import {findKind} from './plan.ts'
import {runningEntries} from './running.ts'
import type {EntrySource} from './source.ts'
import {type Known, readDigest} from './steady.ts'
import {tellingKeys} from './telling-keys.ts'
import {type Replaced, replaceMap} from './transaction.ts'
import type {WriterOptions} from './writers.ts'

/**
 * Removes abandoned versions on every HAProxy: loads the current content into a newer version and commits that, which purges all that is older
 * (about 2 s a million entries). For 3.4, where `clear map @v` does nothing, and for maps where it could stop the process.
 */
export async function abortByReplace(client: RuntimeClient, name: MapName, version: MapVersion, options: WriterOptions): Promise<Replaced & {map: string}> {
  await using running = await openPrepared(client, name, version, options)
  const {map, pid, header} = running
  const kind = await findKind(client, map)
  const source = currentContent(client, {map, pid, entries: header.entryCount})
  let entries = 0
  const rules = {kind, room: chunkRoom(client, map), bufferSize: client.bufferSize}
  for await (const batch of tellingKeys(client, map, checked(source.entries(), map.name, rules))) entries += batch.count
  const digest = await readDigest(client, {map, pid, entries})
  const replaced = await replaceMap(
    client,
    {
      basis: {map, pid, currentVersion: header.currentVersion ?? 0},
      kind,
      source,
      entries,
      first: undefined,
      entryCount: header.entryCount,
      stillAsPlanned: async () => (await readDigest(client, {map, pid, entries})) === digest,
    },
    {verify: 'full', session: 'oneshot', acceptDrift: false, phases: new Phases(), progress: options.progress, caution: options.caution},
  )
  return {...replaced, map: map.name}
}

function currentContent(client: RuntimeClient, {map, pid, entries}: Known): EntrySource {
  return {
    kind: map.kind,
    name: map.name,
    file: undefined,
    entries: () => loadable(runningEntries(client, map, {pid, entries}), map),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

const [LF, CR, SP] = [0x0a, 0x0d, 0x20]

/** A key or value with a line feed fits no payload line, and a pattern with a carriage return no command. */
async function* loadable(entries: AsyncIterable<EntryBatch>, map: MapReference): AsyncGenerator<EntryBatch, void> {
  for await (const batch of entries) {
    for (let index = 0; index < batch.count; index += 1) {
      const entry = batch.bytes.subarray(batch.keyStart(index), batch.valueEnd(index))
      if (entry.includes(LF) || (!map.kind.values && entry.includes(CR) && entry.includes(SP))) {
        throw new HactlError('entry-unloadable', {
          exit: 1,
          message: `an entry of ${map} holds a line feed${map.kind.values ? '' : ', or a carriage return and a blank'}, which cannot be sent`,
          hint: `hactl ${map.kind.noun} show finds it; delete it first`,
        })
      }
    }
    yield batch
  }
}
