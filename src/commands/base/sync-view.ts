import type {SyncReport} from '../../maps/sync-options.ts'
import type {Style} from '../../terminal/style.ts'
import {memoryOnly} from './change-view.ts'
import type {View} from './command.ts'

type Shown = SyncReport & {readonly commands?: readonly string[]}

/** The summary of a sync: what changed, and that it is in memory only. */
export const syncView: View<Shown> = {
  summary: (report, style) => {
    if (report.strategy === 'none') return `${style.green('=')} ${report.map} is up to date: ${count(report.entries)} entries, nothing was sent`
    if (report.version === null) return planned(report, style)
    const verified = report.verify === 'none' ? 'not verified' : report.verify === 'full' ? 'read back and verified' : 'counted'
    return [
      `${style.green('✓')} ${report.map}: ${changes(report)}; ${count(report.entries)} entries as version ${report.version}, ${verified}, ${seconds(report.durationMs)}`,
      style.dim(`  ${memoryOnly}`),
    ].join('\n')
  },
  row: ({map, source, strategy, entries, added, changed, removed, version, chunks, bytes, verify, verified, durationMs, target}) => ({
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
  }),
}

function planned(report: Shown, style: Style): string {
  const [first = '', ...others] = report.commands ?? []
  return [
    `${report.map} would change: ${changes(report)}; ${count(report.entries)} entries. Nothing was sent; a sync would send:`,
    ...[first, ...others].map((command) => style.cyan(`  ${command}`)),
  ].join('\n')
}

function changes({added, changed, removed}: SyncReport): string {
  if (added === null || changed === null || removed === null) return 'replaced'
  return `${count(added)} added, ${count(changed)} changed, ${count(removed)} removed`
}

const count = (value: number): string => value.toLocaleString('en-US')
const seconds = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`)
