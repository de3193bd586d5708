import {changes, type Verb, type Verbs, verbOf} from '../completion/verbs.ts'
import {firstChange} from '../protocol/read-only.ts'
import {wordsOf} from './words.ts'

/** Whether a line is known to change nothing, be it HAProxy's or hactl's. @throws HactlError `usage` for a quote without its end */
export function lineReads(line: string, verbs: Verbs): boolean {
  const verb = verbOf(line.trim().split(/\s+/), verbs)
  return verb ? verbReads(verb, behindName(verb, wordsOf(line))) : firstChange(line) === undefined
}

function verbReads(verb: Verb, given: readonly string[]): boolean {
  if (verb.name === 'exec') return firstChange(given.filter((word) => !word.startsWith('-')).join(' ')) === undefined
  if (verb.name === 'batch') return flagsIn(given).includes('--read-only')
  return !changes(verb) || flagsIn(given).includes('--dry-run')
}

/** What stands behind the name of a command. */
export const behindName = ({name}: Verb, words: readonly string[]): readonly string[] => words.slice(name.split(' ').length)

/** Where flags may stand: up to `--`. */
export function flagsIn(given: readonly string[]): readonly string[] {
  const end = given.indexOf('--')
  return end === -1 ? given : given.slice(0, end)
}

/** Whether one of these flags was given: `-s`, `--socket`, `--socket=ADDR`. */
export const hasFlag = (given: readonly string[], ...flags: readonly string[]): boolean =>
  flagsIn(given).some((word) => flags.some((flag) => word === flag || word.startsWith(`${flag}=`)))
