// `npm run faults [-- --quick] [fault …] [version …]`: runs the reproductions of docs/haproxy-faults.md against the lab, and prints what was seen.
// Status 1 when that is not what the page says.
import {labVersions} from '../test/haproxy/install.mjs'
import {claimOf, readPage} from './haproxy-faults/page.mjs'
import {reproduce} from './haproxy-faults/run.mjs'

const page = readPage()
const words = process.argv.slice(2)
const asked = {
  quick: words.includes('--quick'),
  versions: words.filter((word) => labVersions.includes(word)),
  faults: words.filter((word) => page.faults.some(({id}) => id === word)),
}
const strange = words.filter((word) => word !== '--quick' && !asked.versions.includes(word) && !asked.faults.includes(word))
if (strange.length > 0) throw new Error(`neither a fault nor a version: ${strange.join(' ')}`)

const versions = asked.versions.length > 0 ? asked.versions : labVersions
const faults = page.faults.filter(({id, takes}) => (asked.faults.length === 0 || asked.faults.includes(id)) && !(asked.quick && takes))
const wrong = []

async function cell(fault, version) {
  const claim = claimOf(fault, version)
  if (claim === undefined) return '-'
  try {
    const seen = await reproduce(page, fault, version)
    if (seen !== claim) wrong.push(`${fault.id} on ${version}: ${seen ? 'seen' : 'not seen'}, which is not what the page says`)
    return seen ? 'seen' : 'not seen'
  } catch (error) {
    wrong.push(`${fault.id} on ${version}: ${error.message}`)
    return 'failed'
  }
}

const row = (cells) => `| ${cells.map((text, index) => text.padEnd(index === 0 ? 24 : 8)).join(' | ')} |`
console.log(row(['fault', ...versions]))
console.log(row(['-'.repeat(24), ...versions.map(() => '-'.repeat(8))]))
for (const fault of faults) {
  const cells = []
  for (const version of versions) cells.push(await cell(fault, version))
  console.log(row([fault.id, ...cells]))
}
for (const text of wrong) console.log(text)
if (wrong.length > 0) process.exitCode = 1
