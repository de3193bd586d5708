// The language of GitHub's runner: commands on stdout, and files that it reads when the step is over.
import {randomUUID} from 'node:crypto'
import {appendFileSync} from 'node:fs'
import {relative} from 'node:path'

/** What a workflow asks for cannot be. */
export class Refused extends Error {}

const text = (value) => value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (value) => text(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')

function command(name, properties, message) {
  const given = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${property(value)}`)
    .join(',')
  console.log(`::${name}${given === '' ? '' : ` ${given}`}::${text(message)}`)
}

/** An annotation: `error`, `warning` or `notice`; `file` as the repository has it, so that it shows up in a pull request. */
export function announce(kind, message, {title = 'hactl', file, line} = {}) {
  const within = file === undefined ? undefined : relative(process.env.GITHUB_WORKSPACE ?? process.cwd(), file)
  command(kind, {title, file: within, line}, message)
}

/** Lines folded away under a title. */
export function group(title, lines) {
  command('group', {}, title)
  for (const line of lines) tell(line)
  command('endgroup', {}, '')
}

/** A line in which nothing is a command, whoever wrote it. */
export function tell(line) {
  // what ends a line for the runner, and what it takes for blank: as .NET does
  for (const each of line.split(/\r\n|[\r\n]/)) {
    const harmless = each.replaceAll('##[', '## [')
    console.log(/^[\s\u0085]*::/.test(harmless) ? `| ${harmless}` : harmless)
  }
}

/** The word that ends the value cannot be guessed. */
export function setOutput(name, value) {
  const end = `end_${randomUUID()}`
  append('GITHUB_OUTPUT', `${name}<<${end}\n${value}\n${end}\n`)
}

export const stepSummary = (markdown) => append('GITHUB_STEP_SUMMARY', markdown)

function append(variable, content) {
  const file = process.env[variable]
  if (file) appendFileSync(file, content)
}
