import type {RuntimeClient} from '../client/runtime-client.ts'
import {clearAllCounters} from '../protocol/commands/stats/clear-all-counters.ts'
import {clearCounters} from '../protocol/commands/stats/clear-counters.ts'

/** What is to be cleared. */
export interface ClearCountersOptions {
  /** Every counter, not the highest values alone. Needs level admin. */
  readonly all?: boolean
  readonly dryRun?: boolean
}

/** What was cleared, or would be. */
export interface CountersReport {
  readonly cleared: 'highest' | 'all'
  /** Wire commands, in order. */
  readonly commands: readonly string[]
  readonly changed: boolean
}

/** `clear counters`: the highest values of all proxies and of the process go to 0, or all counters. Needs level operator. @throws HactlError `permission-denied` */
export async function clearStatistics(client: RuntimeClient, {all = false, dryRun = false}: ClearCountersOptions = {}): Promise<CountersReport> {
  const command = all ? clearAllCounters : clearCounters
  if (!dryRun) await client.run(command)
  return {cleared: all ? 'all' : 'highest', commands: [command.encode()], changed: !dryRun}
}
