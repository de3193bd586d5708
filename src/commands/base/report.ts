import {CLIError, ExitError} from '@oclif/core/errors'
import {HactlError} from '../../protocol/error.ts'
import {linesWithoutControls} from '../../render/controls.ts'
import type {Build} from '../main.ts'
import {wantsDebug, wantsJson} from './argv.ts'
import {type Failure, failureJson, failureOf, versionsOf} from './failure.ts'
import {sharedTerminal} from './shared-terminal.ts'
import {nearestCommand} from './suggest.ts'

/** What is known of hactl and of its commands. */
type Known = Pick<Build, 'pjson' | 'commands'>

/** First words of HAProxy's own commands, as people know them from socat. */
const haproxyWords = new Set(['show', 'set', 'get', 'clear', 'enable', 'disable', 'add', 'del', 'prepare', 'commit', 'shutdown', 'prompt', 'wait'])

const notFound = /^command (.+) not found\.?$/i

/** oclif found no command of that name. */
async function unknownCommand(id: string, {pjson, commands}: Known): Promise<HactlError> {
  const bin = pjson.oclif.bin ?? pjson.name
  const words = id.split(':')
  const usage = (hint: string): HactlError => new HactlError('usage', {exit: 2, message: `there is no command ${JSON.stringify(words.join(' '))}`, hint})
  if (id.startsWith('-')) return usage(`flags of a command stand behind it; ${bin} --help lists all commands`)
  // oclif takes what stands behind a command without arguments for words of its name
  const known = words.findLastIndex((_, index) => words.slice(0, index + 1).join(':') in commands) + 1
  if (known > 0) return tooMuch(words.slice(known), `${bin} ${words.slice(0, known).join(' ')}`)
  const shown = Object.keys(commands).filter((command) => !commands[command]?.hidden)
  const meant = await nearestCommand(
    words,
    shown.map((command) => command.replaceAll(':', ' ')),
  )
  if (meant !== undefined) return usage(`did you mean ${bin} ${meant}?`)
  const verb = shown.find((command) => command.endsWith(`:${words[0]}`))
  if (haproxyWords.has(words[0] ?? '')) return usage(`${bin} exec '${words.join(' ')}' sends it to HAProxy as it is`)
  if (verb) return usage(`did you mean ${bin} ${verb.replaceAll(':', ' ')}?`)
  const topic = shown.some((command) => command.startsWith(`${words[0]}:`)) ? `${words[0]} ` : ''
  return usage(`${bin} ${topic}--help lists all commands`)
}

const tooMuch = ([extra = '']: readonly string[], name: string): HactlError =>
  new HactlError('usage', {exit: 2, message: `unexpected argument ${JSON.stringify(extra)}`, hint: `${name} takes none; ${name} --help shows its flags`})

async function understood(error: unknown, build: Known): Promise<unknown> {
  if (!(error instanceof CLIError)) return error
  const [, id] = notFound.exec(error.message) ?? []
  return id === undefined ? new HactlError('usage', {exit: 2, message: error.message, cause: error}) : unknownCommand(id, build)
}

async function print(failure: Failure, json: boolean): Promise<void> {
  const terminal = sharedTerminal()
  // a list that broke off is no JSON any more: then stderr is the place
  if (json) return terminal.stdout.begun ? terminal.say(failureJson(failure).trimEnd()) : terminal.stdout.write(failureJson(failure))
  const style = await terminal.stderr.style()
  const hint = failure.hint === undefined ? '' : `\n${style.dim(linesWithoutControls(failure.hint))}`
  await terminal.say(`${style.red('Error:')} ${linesWithoutControls(failure.message)}${hint}`)
}

function trace(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const cause = error.cause === undefined ? '' : `caused by ${trace(error.cause)}`
  return `${error.stack ?? error.message}\n${cause}`
}

/** Prints what went wrong. @returns the exit status */
export async function report(thrown: unknown, argv: readonly string[], build: Known): Promise<number> {
  if (thrown instanceof ExitError) return thrown.oclif.exit ?? 0
  const error = await understood(thrown, build)
  const failure = failureOf(error, versionsOf(build.pjson.version))
  // before anything is written: whoever reads may be gone, and the status must tell all the same
  process.exitCode = failure.exit
  await print(failure, wantsJson(argv))
  if (wantsDebug(argv, process.env)) await sharedTerminal().say(linesWithoutControls(trace(error)).trimEnd())
  return failure.exit
}
