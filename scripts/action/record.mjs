/** What became of one file. */
export function recordOf(job, outcome, {entries = null, added = null, changed = null, removed = null, version = null, backup} = {}) {
  const kept = {backup: backup?.file ?? null, restore: outcome === 'changed' ? (backup?.restore ?? null) : null}
  return {job, outcome, status: 0, entries, added, changed, removed, version, ...kept, error: null}
}

/** HAProxy is gone, an answer was lost, or the job was cancelled: nothing more is tried. */
export const endsAll = ({outcome, status, error}) => outcome === 'untried' || status === 3 || status > 128 || error?.code === 'outcome-unknown'

/** An object of the output `summary`: with `map`, or of an ACL with `acl`. */
export const shownOf = ({job: {noun, file, name}, ...rest}) => ({file, [noun]: name, ...rest})

const nameOf = ({map, acl}) => map ?? acl

/** 5 when only part succeeded; when nothing did, that of the first failure, for then nothing was changed. */
export function statusOf(records, {dryRun, failOnChange}) {
  const failures = records.filter(({outcome}) => outcome === 'failed').map(({status}) => status)
  if (failures.length > 0) return failures.includes(5) || records.some(({outcome}) => outcome === 'changed') ? 5 : failures[0]
  return dryRun && failOnChange && records.some(({outcome}) => outcome === 'would change') ? 6 : 0
}

export const entriesText = (count) => `${count} ${count === 1 ? 'entry' : 'entries'}`

/** `1 added, 2 removed`, as hactl says it. */
export function changesText({added, changed, removed}) {
  if (added === null) return 'replaced'
  const counts = [
    [added, 'added'],
    [changed, 'changed'],
    [removed, 'removed'],
  ].filter(([count]) => count > 0)
  return counts.length === 0 ? 'another order' : counts.map(([count, what]) => `${count} ${what}`).join(', ')
}

const numbers = ['outcome', 'entries', 'added', 'changed', 'removed', 'version']

/** A table for the summary of the job, and each error below it. */
export function summaryTable(records) {
  const head = [records.some(({acl}) => acl !== undefined) ? (records.some(({map}) => map !== undefined) ? 'map or ACL' : 'ACL') : 'map', ...numbers]
  const rows = records.map((record) => `| ${[nameOf(record), ...numbers.map((name) => record[name])].map(cell).join(' | ')} |`)
  const errors = records
    .filter(({error}) => error !== null)
    .map((record) => `- ${cell(nameOf(record))}: ${cell(record.error.message)} (${cell(record.error.code)})`)
  const table = [`### hactl ${head[0] === 'ACL' ? 'acl' : 'map'} sync`, '', `| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows, '']
  return `${[...table, ...errors, ''].join('\n')}\n`
}

/** Text that no Markdown makes anything of. */
const cell = (value) =>
  value === null
    ? ''
    : String(value)
        .replaceAll(/[\\`*_{}[\]<>()#+!|~&]/g, (character) => `&#${character.charCodeAt(0)};`)
        .replaceAll(/\s+/g, ' ')
