import {patientAnswer} from '../client/patient-answer.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {type StatCells, StatReader, showStat} from '../protocol/commands/stats/show-stat.ts'
import {refused} from '../protocol/refusal.ts'
import {endless, keptLimit} from '../transport/limits.ts'
import {type StatFilter, StatSieve} from './stat-filter.ts'
import {StatHeading, StatLine} from './stat-line.ts'

/** The statistics of one moment, as they come. */
export interface Statistics {
  /** The fields that this HAProxy has; modules add some, and each version. */
  readonly heading: StatHeading
  readonly batches: AsyncIterable<StatLine[]>
}

/**
 * `show stat`: frontends, backends, servers and listeners with all their fields, in HAProxy's order (management guide 9.1). A counter above 2^53 loses its
 * last digits.
 *
 * @throws HactlError `reply-truncated`; from the batches also `proxy-unknown`
 */
export async function readStatistics(client: RuntimeClient, filter: StatFilter = {}): Promise<Statistics> {
  const reader = new StatReader()
  const batches = linesOf(client, filter, reader)
  const first = await batches.next()
  const heading = new StatHeading(reader.names)
  return {heading, batches: sieved(heading, new StatSieve(filter), first, batches)}
}

/** The same as objects with HAProxy's field names, all at once. */
export async function statistics(client: RuntimeClient, filter: StatFilter = {}): Promise<Readonly<Record<string, string | number>>[]> {
  const all = []
  const {batches} = await readStatistics(client, filter)
  for await (const lines of batches) all.push(...lines.map(({fields}) => fields))
  return all
}

async function* linesOf(client: RuntimeClient, {name, types}: StatFilter, reader: StatReader): AsyncGenerator<StatCells[], void> {
  // with a name all lines come: whether it stands for anything must not depend on the type
  for await (const bytes of patientAnswer(client, showStat.encode(name === undefined ? types : []))) {
    const lines = reader.push(bytes)
    if (reader.held > keptLimit) throw endless(client.address)
    if (lines.length > 0) yield lines
  }
  const reply = reader.end()
  if (!reply.complete || reply.text !== '') throw refused(showStat.name, reply)
}

async function* sieved(
  heading: StatHeading,
  sieve: StatSieve,
  first: IteratorResult<StatCells[], void>,
  others: AsyncIterable<StatCells[]>,
): AsyncGenerator<StatLine[], void> {
  const passing = (lines: readonly StatCells[]): StatLine[] => lines.map((cells) => new StatLine(heading, cells)).filter((each) => sieve.passes(each))
  if (!first.done) yield passing(first.value)
  for await (const lines of others) yield passing(lines)
  await sieve.end()
}
