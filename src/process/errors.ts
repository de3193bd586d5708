import type {RuntimeClient} from '../client/runtime-client.ts'
import {type CapturedError, type ErrorFilter, showErrors} from '../protocol/commands/process/show-errors.ts'
import {readStatistics} from '../stats/stat.ts'
import {unknownProxy} from '../stats/stat-filter.ts'

/**
 * `show errors`: the last request of each frontend, and the last answer to each backend, that HAProxy could not read. Needs level operator.
 *
 * @throws HactlError `proxy-unknown` for a proxy that it does not have
 */
export async function capturedErrors(client: RuntimeClient, filter: ErrorFilter = {}): Promise<CapturedError[]> {
  client.permit(showErrors)
  const {proxy} = filter
  if (proxy !== undefined) {
    // HAProxy takes a number for a position, and 0 for all
    const names = await proxyNames(client)
    if (!names.includes(proxy)) throw await unknownProxy(proxy, names, {what: 'frontend or backend', shown: 'hactl stat'})
  }
  return client.run(showErrors, filter)
}

async function proxyNames(client: RuntimeClient): Promise<string[]> {
  const {batches} = await readStatistics(client, {types: ['frontend', 'backend']})
  const names = new Set<string>()
  for await (const lines of batches) for (const {proxy} of lines) names.add(proxy)
  return [...names]
}
