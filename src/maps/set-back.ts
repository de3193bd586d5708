import type {RuntimeClient} from '../client/runtime-client.ts'
import {lostAnswer, outcomeUnknown} from '../client/unknown-outcome.ts'
import {getMap} from '../protocol/commands/map/get-map.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import {setMap} from '../protocol/commands/map/set-map.ts'
import {HactlError} from '../protocol/error.ts'
import {runningEntries} from './running.ts'

/**
 * Reads a value back that `set map` was answered success for, where that answer says nothing.
 *
 * @throws HactlError `refused` when it is not there, `outcome-unknown` when that cannot be seen
 */
export async function requireSet(client: RuntimeClient, map: MapReference, key: string, value: string): Promise<void> {
  // the change was made or not: a signal does not keep us from finding out
  const patient = client.with({signal: undefined})
  try {
    if ((await answersWith(patient, map, key, value)) || (await holds(patient, map, key, value))) return
  } catch (error) {
    const lost = lostAnswer(error)
    throw lost ? outcomeUnknown(setMap.encode(map, key, value), `hactl map get ${map} shows the value`, lost) : error
  }
  throw new HactlError('refused', {
    exit: 1,
    message: `${map} does not have the value ${JSON.stringify(value)} for ${JSON.stringify(key)}, although HAProxy answered \`set map\` with success: its values are of another type, or another writer was faster`,
    hint: `hactl map get ${map} shows what is there`,
  })
}

/** Cheap, but another entry may answer to the key. */
async function answersWith(client: RuntimeClient, map: MapReference, key: string, value: string): Promise<boolean> {
  const answers = await client.run(getMap, map, key)
  return answers.some((answer) => answer.found && answer.key === key && answer.value === value)
}

/** In a dump a blank ends the key, wherever it is. */
async function holds(client: RuntimeClient, map: MapReference, key: string, value: string): Promise<boolean> {
  const wanted = Buffer.from(`${key} ${value}`)
  for await (const batch of runningEntries(client, map)) {
    for (let index = 0; index < batch.count; index += 1) {
      if (batch.bytes.subarray(batch.keyStart(index), batch.valueEnd(index)).equals(wanted)) return true
    }
  }
  return false
}
