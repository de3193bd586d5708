import type {EachResult} from '../../maps/sync-each.ts'
import type {ReferenceKind} from '../../protocol/commands/map/reference.ts'
import type {ExitStatus} from '../../protocol/error.ts'
import {linesWithoutControls} from '../../render/controls.ts'
import type {Column, Row} from '../../render/types.ts'
import type {Style} from '../../terminal/style.ts'
import type {Failure} from './failure.ts'
import {syncRow} from './sync-view.ts'

const names =
  'outcome strategy entries added changed removed version chunks bytes verify verified saved written durationMs address node pid haproxy error message hint dryRun backup undo'

/** One line for each source; what does not apply is null. */
export const eachColumns = ({noun}: ReferenceKind): readonly Column[] => ['source', noun, ...names.split(' ')].map((name) => ({name}))

/** @param failure what is said about the error of one that failed */
export function eachRow({noun}: ReferenceKind, result: EachResult, failure: Failure | undefined): Row {
  const {source, map, outcome} = result
  const rest = result.outcome === 'done' ? syncRow(result.report) : {}
  return {...rest, source: source.name, [noun]: map, outcome, error: failure?.code ?? null, message: failure?.message ?? null, hint: failure?.hint ?? null}
}

/** How many ended how, and with which status all of it ends. */
export class EachTally {
  #done = 0
  #untried = 0
  readonly #failed: ExitStatus[] = []
  readonly #called: string

  constructor({called}: ReferenceKind) {
    this.#called = called
  }

  add({outcome}: EachResult, failure: Failure | undefined): void {
    if (failure) this.#failed.push(failure.exit)
    else if (outcome === 'done') this.#done += 1
    else this.#untried += 1
  }

  /** 5 when only part succeeded; when nothing did, that of the first failure, for then no map was changed. */
  get status(): ExitStatus | undefined {
    const [first] = this.#failed
    return first !== undefined && (this.#done > 0 || this.#failed.includes(5)) ? 5 : first
  }

  summary(): string {
    const all = this.#done + this.#untried + this.#failed.length
    const parts = [`${this.#done} of ${all} ${this.#called}${all === 1 ? '' : 's'} done`]
    if (this.#failed.length > 0) parts.push(`${this.#failed.length} failed`)
    if (this.#untried > 0) parts.push(`${this.#untried} not tried`)
    return parts.join(', ')
  }
}

/** What is said to people about one that failed. */
export const failureText = (source: string, {message, hint}: Failure, style: Style): string =>
  [
    `${style.red('✗')} ${linesWithoutControls(`${message.includes(source) ? '' : `${source}: `}${message}`)}`,
    ...(hint === undefined ? [] : [style.dim(`  ${linesWithoutControls(hint)}`)]),
  ].join('\n')
