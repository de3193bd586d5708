import type {SyncReport} from '../../maps/sync-options.ts'
import type {Row} from '../../render/types.ts'
import type {Style} from '../../terminal/style.ts'
import {memoryOnly} from './change-view.ts'
import type {View} from './command.ts'

type Shown = SyncReport & {readonly commands?: readonly string[]}

/** The summary of a sync, as talk: what changed, and that it is in memory only. What a dry run would send was asked for. */
export function syncView(report: Shown): View<Shown> {
  return {...(report.commands ? {text: planned} : {summary: summed}), row}
}

function summed(report: Shown, style: Style): string {
  if (report.strategy === 'none') return `${style.green('=')} ${report.map} is up to date: ${entriesOf(report)}, nothing was sent`
  const verified = report.verify === 'none' ? 'not verified' : report.verify === 'full' ? 'read back and verified' : 'counted'
  const version = `${entriesOf(report)} as version ${report.version}`
  return `${style.green('✓')} ${report.map}: ${changes(report)}; ${version}, ${verified}, ${seconds(report.durationMs)} ${style.dim(`(${memoryOnly})`)}`
}

const row = ({map, source, strategy, entries, added, changed, removed, version, chunks, bytes, verify, verified, durationMs, target}: Shown): Row => ({
  map,
  source,
  strategy,
  entries,
  added,
  changed,
  removed,
  version,
  chunks,
  bytes,
  verify,
  verified,
  durationMs,
  address: target.address,
  node: target.node,
  pid: target.pid,
  haproxy: target.version,
})

function planned(report: Shown, style: Style): string {
  const commands = (report.commands ?? []).map((command) => style.cyan(`  ${command}`))
  return [`${report.map} would change: ${changes(report)}; ${entriesOf(report)}. Nothing was sent; a sync would send:`, ...commands].join('\n')
}

function changes({added, changed, removed}: SyncReport): string {
  if (added === null || changed === null || removed === null) return 'replaced'
  return `${count(added)} added, ${count(changed)} changed, ${count(removed)} removed`
}

const entriesOf = ({entries}: SyncReport): string => `${count(entries)} ${entries === 1 ? 'entry' : 'entries'}`
const count = (value: number): string => value.toLocaleString('en-US')
const seconds = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`)
