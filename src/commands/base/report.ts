import {CLIError, ExitError} from '@oclif/core/errors'
import {HactlError} from '../../protocol/error.ts'
import {linesWithoutControls} from '../../render/controls.ts'
import {wantsDebug, wantsJson} from './argv.ts'
import {type Failure, failureJson, failureOf, versionsOf} from './failure.ts'
import {sharedTerminal} from './shared-terminal.ts'
import {type Known, unknownCommand} from './unknown-command.ts'

const notFound = /^command (.+) not found\.?$/i

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
