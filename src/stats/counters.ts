import {type Changed, type ChangeReport, reportOfOne} from '../client/change-report.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {clearAllCounters} from '../protocol/commands/stats/clear-all-counters.ts'
import {clearCounters} from '../protocol/commands/stats/clear-counters.ts'

/** What is to be cleared. */
export interface ClearCountersOptions {
  /** Every counter, not the highest values alone. Needs level admin. */
  readonly all?: boolean
  readonly dryRun?: boolean
}

/** What was cleared, `highest` or `all`, or would be; what the counters were is not kept. */
export type CountersReport = ChangeReport<Changed<null>>

/** `clear counters`: the highest values of all proxies and of the process go to 0, or all counters. Needs level operator. @throws HactlError `permission-denied` */
export async function clearStatistics(client: RuntimeClient, {all = false, dryRun = false}: ClearCountersOptions = {}): Promise<CountersReport> {
  const command = all ? clearAllCounters : clearCounters
  if (!dryRun) await client.run(command)
  return reportOfOne({name: all ? 'all' : 'highest', was: null, now: null, changed: !dryRun, commands: [command.encode()]}, {dryRun})
}
