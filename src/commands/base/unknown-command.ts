import {HactlError} from '../../protocol/error.ts'
import type {Build} from '../main.ts'
import {nearest, nearestCommand} from './suggest.ts'

/** What is known of hactl and of its commands. */
export type Known = Pick<Build, 'pjson' | 'commands'>

/** First words of HAProxy's own commands, as people know them from socat. */
const haproxyWords = new Set(['show', 'set', 'get', 'clear', 'enable', 'disable', 'add', 'del', 'prepare', 'commit', 'shutdown', 'prompt', 'wait'])

const or = (names: readonly string[]): string => new Intl.ListFormat('en', {type: 'disjunction'}).format(names)

const usage = (message: string, hint: string): HactlError => new HactlError('usage', {exit: 2, message, hint})

/** The words of what was typed are the name of no command: says what may have been meant, and runs none of it. */
export async function unknownCommand(id: string, {pjson, commands}: Known): Promise<HactlError> {
  const bin = pjson.oclif.bin ?? pjson.name
  const words = id.split(':')
  const unknown = `there is no command ${JSON.stringify(words.join(' '))}`
  if (id.startsWith('-')) return usage(unknown, `flags of a command stand behind it; ${bin} --help lists all commands`)
  // oclif takes what stands behind a command without arguments for words of its name
  const known = words.findLastIndex((_, index) => words.slice(0, index + 1).join(':') in commands) + 1
  if (known > 0) return tooMuch(words.slice(known), `${bin} ${words.slice(0, known).join(' ')}`)
  const names = Object.keys(commands)
    .filter((command) => !commands[command]?.hidden)
    .map((command) => command.replaceAll(':', ' '))
  const meant = await likely(words, names)
  if (meant.length > 0) return usage(unknown, `did you mean ${or(meant.map((name) => `${bin} ${name}`))}?`)
  const [first = ''] = words
  if (haproxyWords.has(first)) return usage(unknown, `${bin} exec '${words.join(' ')}' sends it to HAProxy as it is`)
  const topic = [words.slice(0, 2).join(' '), first].find((each) => verbsOf(each, names).length > 0)
  if (topic !== undefined) return usage(unknown, `verbs of ${topic}: ${verbsOf(topic, names).join(', ')}; ${bin} ${first} --help tells more`)
  return usage(unknown, `${bin} --help lists all commands`)
}

/** A topic with flags but without a verb: a program that forgot it should not take the help for an answer. */
export function verbless(topic: string, {pjson, commands}: Known): HactlError {
  const bin = pjson.oclif.bin ?? pjson.name
  const verbs = verbsOf(
    topic,
    Object.keys(commands).map((id) => id.replaceAll(':', ' ')),
  )
  return usage(`${topic} needs a verb: ${verbs.join(', ')}`, `${bin} ${topic} --help tells what they do`)
}

const verbsOf = (topic: string, names: readonly string[]): string[] =>
  names.filter((name) => name.startsWith(`${topic} `)).map((name) => name.slice(topic.length + 1))

/** Commands that may have been meant: written nearly so, with their words in the other order (`list servers`), a topic, or all with this verb (`drain`, `lsit`). */
async function likely(words: readonly string[], names: readonly string[]): Promise<string[]> {
  const [first = '', second, ...others] = words
  const turned = second === undefined ? [] : [second, first, ...others]
  const near =
    (await nearestCommand(words, names)) ??
    (await nearestCommand(
      turned,
      names.filter((name) => name.includes(' ')),
    ))
  if (near !== undefined) return [near]
  // what HAProxy calls so is for `exec`; the verbs of a topic are told as such
  if (haproxyWords.has(first) || verbsOf(first, names).length > 0) return []
  const verbs = names.flatMap((name) => name.split(' ').slice(1))
  const topics = names.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0] ?? '')
  const topic = verbs.includes(first) ? undefined : await nearest(first, topics)
  if (topic !== undefined) return [topic]
  const verb = await nearest(first, verbs)
  return names.filter((name) => name.endsWith(` ${verb}`))
}

const tooMuch = ([extra = '']: readonly string[], name: string): HactlError =>
  usage(`unexpected argument ${JSON.stringify(extra)}`, `${name} takes none; ${name} --help shows its flags`)
