import type {RuntimeClient} from '../client/runtime-client.ts'
import {getMap} from '../protocol/commands/map/get-map.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import type {EntryBatch} from '../protocol/entry-batch.ts'
import {HactlError} from '../protocol/error.ts'
import {readable} from '../protocol/word.ts'

/** Commands on one line. */
const most = 100

interface Question {
  readonly key: Buffer
  readonly value: Buffer
}

/**
 * Passes entries on and stops where a dump does not tell: a key with a blank (`add map m a\ b c`, `http-request set-map`) reads as a shorter key with a longer
 * value. Where a value holds a blank HAProxy is asked for the key that was read.
 *
 * @throws HactlError `entry-unloadable` when it has no such entry
 */
export async function* tellingKeys(client: RuntimeClient, map: MapReference, entries: AsyncIterable<EntryBatch>): AsyncGenerator<EntryBatch, void> {
  let questions: Question[] = []
  let length = 0
  const ask = async (): Promise<void> => {
    await requireKeys(client, map, questions)
    questions = []
    length = 0
  }
  for await (const batch of entries) {
    for (let index = 0; index < batch.count; index += 1) {
      const value = batch.value(index)
      if (!value.includes(0x20)) continue
      const key = batch.key(index)
      // each byte may be escaped, and each command names the map
      const cost = 2 * key.length + 2 * map.name.length + 16
      if (questions.length === most || (length > 0 && length + cost > client.bufferSize / 2)) await ask()
      questions.push({key, value})
      length += cost
    }
    yield batch
  }
  await ask()
}

async function requireKeys(client: RuntimeClient, map: MapReference, questions: readonly Question[]): Promise<void> {
  if (questions.length === 0) return
  const replies = await client.ask(...questions.map(({key}) => getMap.encode(map, key)))
  for (const [index, {key, value}] of questions.entries()) {
    const reply = replies[index]
    const [wanted, its] = [key.toString(), value.toString()]
    if (reply && getMap.decode(reply, map).some((answer) => answer.found && answer.key === wanted && answer.value === its)) continue
    throw new HactlError('entry-unloadable', {
      exit: 1,
      message: `where the key ends in ${JSON.stringify(readable(`${key.toString('latin1')} ${value.toString('latin1')}`))} of ${map} cannot be told from a dump`,
      hint: 'loaded anew it could become another entry; hactl map sync with the file of this map removes abandoned versions, too',
    })
  }
}
