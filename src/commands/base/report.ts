import {CLIError, ExitError} from '@oclif/core/errors'
import {HactlError} from '../../protocol/error.ts'
import {linesWithoutControls} from '../../render/controls.ts'
import {UnknownFieldError} from '../../render/fields.ts'
import {wantsDebug, wantsJson} from './argv.ts'
import {type Failure, failureJson, failureOf, versionsOf} from './failure.ts'
import {sharedTerminal} from './shared-terminal.ts'
import {nearest} from './suggest.ts'
import {type Known, unknownCommand} from './unknown-command.ts'

const notFound = /^command (.+) not found\.?$/i

/** More fields than these are not listed: those of the statistics would fill a screen. */
const mostListed = 30

async function unknownField({message, field, allowed}: UnknownFieldError): Promise<HactlError> {
  const shown = allowed.find(({heading}) => heading?.toLowerCase() === field.toLowerCase())?.name
  const names = allowed.map(({name}) => name)
  const meant = shown ?? (await nearest(field, names))
  const more = names.length > mostListed ? ` and ${names.length - mostListed} more, which -o json shows` : ''
  const hint = `${meant === undefined ? '' : `did you mean ${meant}? `}there are: ${names.slice(0, mostListed).join(', ')}${more}`
  return new HactlError('usage', {exit: 2, message, hint})
}

async function understood(error: unknown, build: Known): Promise<unknown> {
  if (error instanceof UnknownFieldError) return unknownField(error)
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
