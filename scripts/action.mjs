// What action.yml runs: looks at all maps and ACLs first, then syncs those that differ, told in the words of GitHub's runner. docs/ci.md
import {mkdirSync} from 'node:fs'
import {hactlOf} from './action/hactl.mjs'
import {readInputs} from './action/inputs.mjs'
import {jobsOf} from './action/jobs.mjs'
import {endsAll, recordOf, shownOf, statusOf, summaryTable} from './action/record.mjs'
import {announce, Refused, setOutput, stepSummary} from './action/runner.mjs'
import {look, sync} from './action/sync.mjs'

/** Asks about all of them; where anything is wrong with one, none is changed. */
async function run(inputs, hactl) {
  const looks = await eachOf(jobsOf(inputs), (job) => look(hactl, inputs, job))
  if (inputs.dryRun || looks.some(({outcome}) => outcome === 'failed')) return looks.map(shownOf)
  if (inputs.backupFolder !== '') mkdirSync(inputs.backupFolder, {recursive: true})
  return (await eachOf(looks, (looked) => (looked.outcome === 'unchanged' ? looked : sync(hactl, inputs, looked.job)))).map(shownOf)
}

/** One after the other, until one says that no other needs to be tried. */
async function eachOf(list, act) {
  const records = []
  for (const each of list) records.push(records.some(endsAll) ? recordOf(each.job ?? each, 'untried') : await act(each))
  return records
}

async function main() {
  const inputs = readInputs(process.env)
  const hactl = hactlOf(inputs)
  const records = await run(inputs, hactl)
  stepSummary(summaryTable(records))
  conclude(statusOf(records, inputs), records, changes(records, inputs))
}

/** A part that was done, or an outcome that is not known, counts. */
const changes = (records, {dryRun}) => records.some(({outcome, status}) => outcome === (dryRun ? 'would change' : 'changed') || status === 5)

function conclude(status, records, changed) {
  setOutput('changed', String(changed))
  setOutput('status', String(status))
  setOutput('summary', JSON.stringify(records))
  process.exitCode = status
}

try {
  await main()
} catch (error) {
  // what the system refuses is no fault of ours
  if (!(error instanceof Refused) && error.syscall === undefined) throw error
  announce('error', error.message)
  conclude(2, [], false)
}
