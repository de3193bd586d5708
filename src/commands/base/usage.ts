import {stripVTControlCharacters} from 'node:util'
import {CLIError, ExitError} from '@oclif/core/errors'
import {HactlError} from '../../protocol/error.ts'
import {nearest} from './suggest.ts'
import {worded} from './wording.ts'

/** What the command line could have meant. */
export interface CommandFacts {
  /** As the user types it: `hactl map sync`. */
  readonly name: string
  readonly flags: readonly string[]
  readonly args: Readonly<Record<string, {readonly required?: boolean; readonly multiple?: boolean}>>
}

const helpAdvice = /\nSee more help with --help$/
/** oclif's words around what a flag's own parser said. */
const flagHeading = /^Parsing (--\S+) *\n\t(?!--)/
const ownHeading = /^Parsing --\S+ *\n\t(?=--)/
/** It holds for flags that swallow what follows; ours do not. */
const flagNote = /\n\nNote: --[\w-]+(?:, --[\w-]+)* allows? multiple values\.[^]*$/
const listHeading = /^The following errors? occurred:\s+/

function hasFlags(error: Error): error is Error & {flags: readonly string[]} {
  return 'flags' in error && Array.isArray(error.flags)
}

/** `hactl map get MAP SAMPLE` */
const usageLine = ({name, args}: CommandFacts): string =>
  [
    name,
    ...Object.entries(args).map(([arg, {required, multiple}]) => {
      const word = `${arg.toUpperCase()}${multiple ? '...' : ''}`
      return required ? word : `[${word}]`
    }),
  ].join(' ')

/** What oclif says of a value that is none of those that a flag or an argument takes. */
const noneOf = /^Expected (?:--[\w-]+=)?(.*) to be one of: (.+)$/m

async function hintFor(error: Error, command: CommandFacts): Promise<string> {
  const {name, flags} = command
  const [, value, options] = noneOf.exec(stripVTControlCharacters(error.message)) ?? []
  const option = value && options ? await nearest(value, options.split(', ')) : undefined
  if (option !== undefined) return `did you mean ${option}? ${name} --help shows more`
  if ('args' in error) return `usage: ${usageLine(command)} [FLAGS]; ${name} --help shows more`
  const [unknown] = hasFlags(error) ? error.flags : []
  const meant = unknown?.startsWith('--') ? await nearest(unknown.slice(2).replace(/=.*/, ''), flags) : undefined
  return meant === undefined ? `${name} --help shows its arguments and flags` : `did you mean --${meant}? ${name} --help shows all flags`
}

/** What oclif's parser found wrong, as the one kind of error that hactl prints; anything else is left as it is. */
export async function usageError(error: unknown, command: CommandFacts): Promise<unknown> {
  if (error instanceof HactlError) return new HactlError(error.code, {exit: error.exit, message: plain(error.message), hint: error.hint, cause: error})
  // oclif's arguments throw a bare Error for a value that does not fit; a TypeError would be our bug
  const isUsage = error instanceof Error && !(error instanceof ExitError) && (error instanceof CLIError || error.constructor === Error)
  if (!isUsage) return error
  return new HactlError('usage', {exit: 2, message: plain(error.message), hint: await hintFor(error, command), cause: error})
}

/** What is left of a message when oclif's own words around it are gone. */
const plain = (message: string): string =>
  worded(
    [helpAdvice, listHeading, ownHeading, flagNote]
      .reduce((text, around) => text.replace(around, ''), stripVTControlCharacters(message))
      .replace(flagHeading, '$1: '),
  )
