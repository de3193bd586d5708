import type {Level} from '../protocol/command.ts'
import type {OutputFormat} from '../render/types.ts'

/** A value and who says it: `--timeout`, `HACTL_TIMEOUT`, `/home/me/.config/hactl/config.yaml:7`. */
export interface Said<Value> {
  readonly value: Value
  readonly origin: string
}

/** What holds where no flag says otherwise. */
export interface Defaults {
  /** ms */
  readonly timeout?: Said<number>
  readonly output?: Said<OutputFormat>
}

/** A HAProxy under a name of the user's. */
export interface Context {
  readonly name: string
  /** Addresses, as `-s` takes them. */
  readonly sockets: readonly string[]
  /** Address of the master CLI (`haproxy -S`). */
  readonly master: string | undefined
  /** The least level that the socket must have. */
  readonly level: Level | undefined
  readonly readOnly: Said<boolean> | undefined
  readonly confirm: Said<boolean> | undefined
  readonly defaults: Defaults
  /** The file and the line. */
  readonly origin: string
}

/** What one file says. */
export interface ContextFile {
  readonly path: string
  readonly text: string
  readonly current: Said<string> | undefined
  readonly defaults: Defaults
  readonly contexts: ReadonlyMap<string, Context>
}

/** The files of one start. */
export interface ContextFiles {
  readonly project: ContextFile | undefined
  readonly user: ContextFile | undefined
}
