import {takenApart} from '../completion/given-words.ts'
import {changes, type Verbs, verbOf} from '../completion/verbs.ts'
import {firstChange} from '../protocol/read-only.ts'
import {wordsOf} from './words.ts'

/** Whether a line is known to change nothing, be it HAProxy's or hactl's. @throws HactlError `usage` for a quote without its end */
export function lineReads(line: string, verbs: Verbs): boolean {
  const verb = verbOf(line.trim().split(/\s+/), verbs)
  // HAProxy is asked for the help that we have not, and takes what stands behind a `;` as it is
  if (!verb || verb.name === 'help') return firstChange(line) === undefined
  const words = wordsOf(line)
  // with its flags, wherever they stand: what does not begin as a question does is none
  if (verb.name === 'exec') return firstChange(words.slice(1).join(' ')) === undefined
  const {flags} = takenApart(words, verbs.all, [])
  return !changes(verb) || flags.has(verb.name === 'batch' ? 'read-only' : 'dry-run')
}
