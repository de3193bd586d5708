import {nearestNames} from '../client/nearest.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {type Sink, showSinks} from '../protocol/commands/events/show-sinks.ts'
import {HactlError} from '../protocol/error.ts'

/** `show events`: where HAProxy writes events to: its own rings, those of the configuration, standard output and error. For level user. */
export function listSinks(client: RuntimeClient): Promise<Sink[]> {
  return client.run(showSinks)
}

/**
 * A ring by its name.
 *
 * @throws HactlError `sink-unknown`, with the nearest names; also for what is no ring, since HAProxy keeps nothing of it
 */
export async function findRing(client: RuntimeClient, name: string): Promise<Sink> {
  const sinks = await listSinks(client)
  const found = sinks.find((sink) => sink.name === name)
  if (found && isRing(found)) return found
  const rings = sinks.filter(isRing).map((sink) => sink.name)
  const near = found ? [] : await nearestNames(name, rings)
  throw new HactlError('sink-unknown', {
    exit: 2,
    message: found ? `${name} is no ring: HAProxy keeps nothing of what it writes there` : `this HAProxy has no sink ${JSON.stringify(name)}`,
    hint: near.length > 0 ? `did you mean ${near.join(' or ')}?` : `its rings: ${rings.join(', ')}`,
  })
}

/** It is kept in memory, and can be read. */
export const isRing = ({type}: Sink): boolean => type === 'buffer'
