import {countText, entriesText} from '../../maps/count-text.ts'
import type {SyncReport} from '../../maps/sync-options.ts'
import type {Row} from '../../render/types.ts'
import type {Style} from '../../terminal/style.ts'
import type {View} from './command.ts'
import {backupLines, fileRow, plannedFiles, savedText} from './file-view.ts'

type Shown = SyncReport & {readonly commands?: readonly string[]}

/** The summary of a sync, as talk: what changed, and where it is kept. What a dry run would send was asked for. */
export function syncView(report: Shown, dryRun = false): View<Shown> {
  const summary = dryRun ? alike : report.strategy === 'none' ? upToDate : summed
  return {...(report.commands ? {text: planned, folds: true} : {summary}), row: syncRow}
}

const alike = (report: Shown, style: Style): string =>
  [`${style.green('=')} ${report.map} is up to date: ${entriesText(report.entries)}, nothing was sent`, ...plannedFiles(report)].join('\n')

function upToDate(report: Shown, style: Style): string {
  const saved = report.saved ? `; ${savedText(report.saved)}` : ''
  return `${style.green('=')} ${report.map} is up to date: ${entriesText(report.entries)}, nothing was sent${saved}`
}

function summed(report: Shown, style: Style): string {
  const verified = report.verify === 'none' ? 'not verified,' : !report.verified ? 'no longer verified,' : report.verify === 'full' ? 'verified' : 'counted'
  const how =
    report.strategy === 'patch' ? `by a patch of ${countText(report.chunks)} ${report.chunks === 1 ? 'line' : 'lines'}` : `as version ${report.version}`
  const result = `${entriesText(report.entries)} ${verified} ${how} in ${seconds(report.durationMs)}`
  const summary = `${style.green('✓')} ${report.map}: ${changes(report)}; ${result} ${style.dim(`(${savedText(report.saved)})`)}`
  return [summary, ...backupLines(report)].join('\n')
}

const cells = [
  'map',
  'source',
  'strategy',
  'entries',
  'added',
  'changed',
  'removed',
  'version',
  'chunks',
  'bytes',
  'verify',
  'verified',
  'abandoned',
  'durationMs',
] as const

/** In csv, plain and lists. */
export function syncRow(report: Shown): Row {
  const {address, node, pid, version} = report.target
  return {
    ...Object.fromEntries(cells.map((name) => [name, report[name]])),
    address,
    node,
    pid,
    haproxy: version,
    ...fileRow(report),
    dryRun: report.dryRun,
    undo: report.undo,
  }
}

function planned(report: Shown, style: Style): string {
  const commands = (report.commands ?? []).map((command) => style.cyan(`  ${command}`))
  return [
    `${report.map} would change: ${changes(report)}; ${entriesText(report.entries)}. Nothing was sent; a sync would send:`,
    ...commands,
    ...plannedFiles(report),
  ].join('\n')
}

/** Without what is 0, but never nothing at all. */
function changes({added, changed, removed}: SyncReport): string {
  if (added === null || changed === null || removed === null) return 'replaced'
  const counts: [number, string][] = [
    [added, 'added'],
    [changed, 'changed'],
    [removed, 'removed'],
  ]
  const some = counts.filter(([count]) => count > 0).map(([count, what]) => `${countText(count)} ${what}`)
  return some.length === 0 ? 'another order' : some.join(', ')
}

const seconds = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`)
