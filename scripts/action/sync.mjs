import {existsSync} from 'node:fs'
import {answerOf} from './hactl.mjs'
import {changesText, entriesText, recordOf} from './record.mjs'
import {announce, group, tell} from './runner.mjs'

const answerTo = (hactl, {flags}, {noun, file, name}, more, hear) =>
  answerOf(hactl, [noun, 'sync', `--${noun}=${name}`, ...flags, ...more, '-o', 'json', '--', file], hear)

/** Annotated by what comes last: a sync says again what the look before it has warned of. */
function hearWarnings(line) {
  const [, warning] = /^Warning: (.*)/.exec(line) ?? []
  if (warning === undefined) tell(line)
  else announce('warning', warning)
}

/** What a sync of this file would do; nothing is changed. */
export async function look(hactl, inputs, job) {
  // a folder that is not there yet is made by the sync
  const backup = job.backup !== undefined && existsSync(inputs.backupFolder) ? [`--backup=${job.backup}`] : []
  const {status, answer} = await answerTo(hactl, inputs, job, [...backup, '--dry-run', '--exit-code'], inputs.dryRun ? hearWarnings : tell)
  if (!answer) return failed(job, status || 1, {code: 'internal', message: `hactl ended with status ${status} and answered no JSON`})
  if (answer.error) return failed(job, status, answer.error)
  if (status === 0) tell(`= ${job.name} is up to date: ${entriesText(answer.entries)}`)
  else group(`${job.name} would change: ${changesText(answer)}; ${entriesText(answer.entries)}`, commandsOf(answer))
  return recordOf(job, status === 0 ? 'unchanged' : 'would change', answer)
}

const commandsOf = ({commands, saved}) => [...(commands ?? []).map((command) => `  ${command}`), ...(saved?.written ? [`  write ${saved.file}`] : [])]

/** Brings the map to its file. */
export async function sync(hactl, inputs, job) {
  const {status, answer} = await answerTo(hactl, inputs, job, job.backup === undefined ? [] : [`--backup=${job.backup}`], hearWarnings)
  if (!answer)
    return failed(job, 5, {code: 'outcome-unknown', message: `hactl ended with status ${status} in the middle of the sync`, hint: 'run it again: it finds out'})
  if (answer.error) return failed(job, status, answer.error)
  tell(`✓ ${job.name}: ${changesText(answer)}; ${entriesText(answer.entries)}${answer.version === null ? '' : ` as version ${answer.version}`}`)
  if (answer.backup) tell(`  old content: ${answer.backup.file}; to go back to it: ${answer.backup.restore}`)
  return recordOf(job, answer.strategy === 'none' && !answer.saved?.written ? 'unchanged' : 'changed', answer)
}

function failed(job, status, {code, message, hint}) {
  const line = message.startsWith(`${job.file}:`) ? /^\d+/.exec(message.slice(job.file.length + 1))?.[0] : undefined
  announce('error', hint ? `${message}\n${hint}` : message, {title: `hactl ${code}`, file: job.file, line})
  return {...recordOf(job, 'failed'), status, error: {code, message, hint: hint ?? null}}
}
