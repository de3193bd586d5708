import {asError, type ExitStatus, HactlError} from '../../protocol/error.ts'
import {jsonDocument} from '../../render/json.ts'
import {QueryError} from '../../render/query.ts'
import {Interrupted} from '../../terminal/signals.ts'

/** What is said about an error, whatever was thrown. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly hint: string | undefined
  readonly target: string | undefined
  readonly exit: ExitStatus
}

/** What a report about a bug must name. */
export interface Versions {
  readonly hactl: string
  readonly node: string
  readonly platform: string
}

function known(error: unknown): Failure | undefined {
  const usage = {code: 'usage', target: undefined, exit: 2} as const
  if (error instanceof HactlError) return {code: error.code, message: error.message, hint: error.hint, target: error.target, exit: error.exit}
  if (error instanceof Interrupted)
    return {code: 'interrupted', message: error.message, hint: 'nothing that traffic sees was changed', target: undefined, exit: error.exit}
  if (error instanceof QueryError)
    return {...usage, message: error.message, hint: 'the language is JMESPath (jmespath.org), e.g. --query "[].file" or --query "length(@)"'}
  return undefined
}

export const versionsOf = (hactl: string): Versions => ({hactl, node: process.version, platform: `${process.platform} ${process.arch}`})

/** Everything that nobody meant to throw is our fault, and says so. */
export function failureOf(error: unknown, versions: Versions): Failure {
  const failure = known(error)
  if (failure) return failure
  return {
    code: 'internal',
    message: `internal error: ${asError(error).message}`,
    hint: `this is a bug in hactl ${versions.hactl} (node ${versions.node}, ${versions.platform}): please report it with what --debug prints`,
    target: undefined,
    exit: 1,
  }
}

/** An error as JSON, on stdout. */
export const failureJson = ({code, message, hint, target}: Failure): string =>
  jsonDocument({error: {code, message, hint: hint ?? null, target: target ?? null}})
