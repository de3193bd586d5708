import {type Changed, type ChangeReport, changedOne, reportOfOne} from '../client/change-report.ts'
import {commandLine} from '../client/command-line.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked, pinned, unconfirmed} from '../client/unconfirmed.ts'
import {setMaxconnGlobal} from '../protocol/commands/process/set-maxconn-global.ts'
import {type Rate, rates, setRateLimit} from '../protocol/commands/process/set-rate-limit.ts'
import {showInfo} from '../protocol/commands/process/show-info.ts'
import {numberWithin} from '../proxies/number-within.ts'

/** A limit of the whole process: connections at once (`maxconn`), and what may begin within a second. */
export type LimitName = 'maxconn' | Rate

/** All limits, in the order in which they are told. */
export const limitNames: readonly LimitName[] = ['maxconn', ...rates]

/** A limit, and how near the process is to it. */
export interface Limit {
  readonly limit: LimitName
  /** What `setLimit` takes; 0 is no limit, `null` what this HAProxy does not tell. */
  readonly value: number | null
  /** What there is now. */
  readonly now: number | null
  /** The most that there was since the start, or since counters were cleared; `null` where HAProxy does not keep it. */
  readonly highest: number | null
  /** Of `value`, `now` and `highest`; a kB is 1,024 bytes. */
  readonly unit: 'connections' | 'connections/s' | 'sessions/s' | 'kB/s'
}

/** A change of a limit, as it was made or, for a dry run, would be. It lasts until HAProxy is reloaded. */
export type LimitReport = ChangeReport<Changed<number | null> & {readonly unit: Limit['unit']}>

interface Source {
  readonly unit: Limit['unit']
  /** Fields of `show info`. */
  readonly value: string
  readonly now: string
  readonly highest?: string
  /** The most that HAProxy takes for what it is: a signed int, of bytes for compression. */
  readonly most: number
}

const largest = 2 ** 31 - 1
const kilobyte = 1024

const sources: Readonly<Record<LimitName, Source>> = {
  maxconn: {unit: 'connections', value: 'Maxconn', now: 'CurrConns', most: largest},
  connections: {unit: 'connections/s', value: 'ConnRateLimit', now: 'ConnRate', highest: 'MaxConnRate', most: largest},
  sessions: {unit: 'sessions/s', value: 'SessRateLimit', now: 'SessRate', highest: 'MaxSessRate', most: largest},
  'ssl-sessions': {unit: 'sessions/s', value: 'SslRateLimit', now: 'SslRate', highest: 'MaxSslRate', most: largest},
  'http-compression': {unit: 'kB/s', value: 'CompressBpsRateLim', now: 'CompressBpsOut', most: Math.floor(largest / kilobyte)},
}

/** The limits of the process, as `show info` tells them. */
export async function limits(client: RuntimeClient): Promise<Limit[]> {
  const {values} = await client.run(showInfo)
  return limitNames.map((limit) => {
    const {unit, value, now, highest} = sources[limit]
    const told = (name: string | undefined): number | null => inUnit(name === undefined ? undefined : values[name], unit)
    return {limit, value: told(value), now: told(now), highest: told(highest), unit}
  })
}

/**
 * Sets a limit, and reads it back.
 *
 * @param text a number; 0 is no limit, and for `maxconn` that of the configuration, above which HAProxy does not go
 * @throws HactlError `number-invalid` before anything is sent; `permission-denied`, `change-unconfirmed`
 */
export async function setLimit(client: RuntimeClient, name: LimitName, text: string, {dryRun = false}: {readonly dryRun?: boolean} = {}): Promise<LimitReport> {
  const {unit, value: field, most} = sources[name]
  const {values} = await pinned(client).run(showInfo)
  const configured = Number(values['Hard_maxconn'] ?? largest)
  const hint = name === 'maxconn' ? `this HAProxy was made for ${configured}: more needs \`maxconn\` in the global section of haproxy.cfg` : undefined
  const value = numberWithin(text, {what: name, least: 0, most: name === 'maxconn' ? configured : most, ...(hint === undefined ? {} : {hint})})
  const command = name === 'maxconn' ? setMaxconnGlobal.encode(value) : setRateLimit.encode(name, value)
  const was = inUnit(values[field], unit)
  const undo = (): string | null => (was === null ? null : commandLine(client, ['limit', 'set', name, String(was)]))
  const reportOf = (now: number | null): LimitReport => reportOfOne({...changedOne(name, {was, now, commands: [command]}), unit}, {dryRun, undo})
  if (dryRun) return reportOf(was)
  await (name === 'maxconn' ? client.run(setMaxconnGlobal, value) : client.run(setRateLimit, name, value))
  const look = 'hactl limit show'
  const info = await looked(client, command, {look, undo: undo()}, (each) => each.run(showInfo))
  const now = inUnit(info.values[field], unit)
  const report = reportOf(now)
  const wanted = name === 'maxconn' && value === 0 ? configured : value
  // a HAProxy without compression, or without SSL, does not tell
  if (now !== null && now !== wanted) throw unconfirmed(command, `${name} is ${now} then`, {look, undo: report.undo})
  return report
}

function inUnit(value: string | number | undefined, unit: Limit['unit']): number | null {
  if (typeof value !== 'number') return null
  return unit === 'kB/s' ? Math.round(value / kilobyte) : value
}
