import type {RuntimeClient} from '../client/runtime-client.ts'
import type {HactlError} from '../protocol/error.ts'
import {shortVersion} from '../protocol/version.ts'
import {linesWithoutControls} from '../render/controls.ts'
import type {OutputFormat} from '../render/types.ts'

/** Who is asked. */
export interface Asked {
  readonly yes: (question: string) => Promise<boolean>
  /** @throws HactlError `not-confirmed` */
  readonly confirm: (question: string) => Promise<void>
}

/** The HAProxy that a shell talks to, and what holds for it. */
export interface ShellTarget {
  readonly client: RuntimeClient
  /** Of its context; undefined where an address was named or found. */
  readonly name: string | undefined
  /** ms, where one was asked for */
  readonly timeout: number | undefined
  /** Form of the output, where one was asked for. */
  readonly output: OutputFormat | undefined
  /** Refuses what may change something; undefined where it may. */
  readonly readOnly: ((command: string) => HactlError) | undefined
  /** Each change is asked for. */
  readonly confirms: boolean
  /** The project file that names it. */
  readonly project: string | undefined
  /** Asks what the files of contexts want to be agreed to before a change. @throws HactlError `not-confirmed` */
  agree(asked: Asked): Promise<void>
}

/** Where one is, in a line. */
export function targetText({client, name, readOnly, confirms, project}: ShellTarget): string {
  const {address, info, dialect, level} = client
  const facts = [
    `HAProxy ${shortVersion(dialect.version)}`,
    ...(info.node === '' ? [] : [`node ${info.node}`]),
    `process ${info.pid}`,
    `level ${level}`,
    ...(readOnly ? ['read-only'] : []),
    ...(confirms ? ['asks before each change'] : []),
    ...(project === undefined ? [] : [`named by ${project}`]),
  ]
  return linesWithoutControls(`${name === undefined ? '' : `context ${name}, `}${address.text}: ${facts.join(', ')}`)
}
