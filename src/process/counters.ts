import type {RuntimeClient} from '../client/runtime-client.ts'
import {type DebugCounter, debugCounters} from '../protocol/commands/process/debug-counters.ts'

/**
 * `debug counters`: how often places in HAProxy's source were passed that its developers watch. Needs level operator.
 *
 * @param all also those that are 0
 * @throws HactlError `unsupported` before HAProxy 3.0
 */
export function countedPlaces(client: RuntimeClient, all = false): Promise<DebugCounter[]> {
  return client.run(debugCounters, all)
}
