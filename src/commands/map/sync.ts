import type {InferredFlags} from '@oclif/core/interfaces'
import type {RuntimeClient} from '../../client/runtime-client.ts'
import {closeAll} from '../../maps/concatenated.ts'
import {withoutDuplicates} from '../../maps/duplicates.ts'
import {type ChangeLimit, parseChangeLimit} from '../../maps/guards.ts'
import {chunkTarget} from '../../maps/load.ts'
import {type PatchLine, patchPlan, patchWire} from '../../maps/patch-lines.ts'
import type {EntrySource} from '../../maps/source.ts'
import {syncMap} from '../../maps/sync.ts'
import {type EachOptions, type EachResult, planEach, syncEach} from '../../maps/sync-each.ts'
import type {SyncOptions, SyncReport} from '../../maps/sync-options.ts'
import {wireBytes, wirePlan} from '../../maps/wire-plan.ts'
import {MapReference, maps, type ReferenceKind} from '../../protocol/commands/map/reference.ts'
import {HactlError} from '../../protocol/error.ts'
import type {Row} from '../../render/types.ts'
import {viewFor} from '../base/acl-view.ts'
import {eachFile, eachFlags} from '../base/each-flags.ts'
import {EachTally, eachColumns, eachRow, failureText} from '../base/each-view.ts'
import {type Failure, failureOf, versionsOf} from '../base/failure.ts'
import {filesOf, syncFileFlags} from '../base/file-flags.ts'
import {driftFlag, dryRunFlag, duplicateFlag, loadFlags, sourceArgument, writerFlags, writersOf} from '../base/map-flags.ts'
import {Flags} from '../base/oclif.ts'
import {syncView} from '../base/sync-view.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

const guardGroup = 'GUARD'

export default class MapSync extends TargetCommand {
  static override summary = 'bring a map of a running HAProxy to the content of a file'
  static override description =
    'Finds the map that SOURCE stands for (its exact name, or the same file), compares, and when they differ loads SOURCE into a new version, reads it back and commits it: traffic sees the old map or the new one, never anything between. A failure before the commit leaves the running map untouched.'
  static override examples = [
    '<%= config.bin %> map sync big.map',
    '<%= config.bin %> map sync routes.map --map /etc/haproxy/routes.map --dry-run',
    'make-routes | <%= config.bin %> map sync - -m /etc/haproxy/routes.map --max-change 30%',
    '<%= config.bin %> map sync --each big.map routes.map',
  ]
  static override args = {source: sourceArgument}
  static override flags = {
    ...targetFlags,
    map: Flags.string({char: 'm', description: 'the map, where SOURCE does not name it', helpValue: 'NAME'}),
    ...eachFlags,
    strategy: Flags.option({
      description: 'auto: nothing when the content is alike; replace: load and commit in any case; patch: single changes, not atomic',
      options: ['auto', 'replace', 'patch'] as const,
    })({default: 'auto'}),
    'dry-run': dryRunFlag,
    wire: Flags.boolean({description: 'with --dry-run: all that would be sent, payloads too', dependsOn: ['dry-run']}),
    'exit-code': Flags.boolean({description: 'with --dry-run: exit status 6 when something would change', dependsOn: ['dry-run']}),
    verify: Flags.option({description: 'before the commit: read back and compare, count, or trust', options: ['full', 'count', 'none'] as const})({
      default: 'full',
    }),
    ...loadFlags,
    ...writerFlags,
    'on-duplicate': duplicateFlag,
    count: Flags.boolean({description: 'count changes beyond two million entries too'}),
    'accept-drift': driftFlag,
    'accept-leftover': Flags.boolean({description: 'go on although far too many entries were prepared and never committed; the commit removes them'}),
    ...syncFileFlags,
    'allow-empty': Flags.boolean({description: 'let an empty SOURCE empty the map', helpGroup: guardGroup}),
    'require-entries': Flags.integer({description: 'refuse a SOURCE with fewer entries', helpGroup: guardGroup, helpValue: 'N', min: 0}),
    'max-change': Flags.custom<ChangeLimit>({
      description: 'refuse when more entries would be added, changed and removed: a number, or a percentage of the running ones',
      helpGroup: guardGroup,
      helpValue: 'N|P%',
      parse: changeLimit,
    })(),
  }

  /** What `acl sync` does otherwise. */
  protected readonly kind: ReferenceKind = maps

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapSync)
    await this.sync(args.source, flags)
  }

  protected async sync(paths: readonly string[], flags: InferredFlags<typeof MapSync.flags>): Promise<void> {
    const client = await this.connect(flags)
    const planned: Planned = {lines: undefined}
    const options = {
      onPatch: (lines: readonly PatchLine[]) => void (planned.lines = lines),
      strategy: flags.strategy,
      verify: flags.verify,
      session: flags.session,
      chunkSize: flags['chunk-size'],
      onDuplicate: flags['on-duplicate'],
      acceptDrift: flags['accept-drift'],
      acceptLeftover: flags['accept-leftover'],
      count: flags.count,
      allowEmpty: flags['allow-empty'],
      requireEntries: flags['require-entries'],
      maxChange: flags['max-change'],
      dryRun: flags['dry-run'],
      ...writersOf(flags),
      ...filesOf(flags),
      ...this.listener,
    }
    const told = {...options, planned, wire: flags.wire, exitCode: flags['exit-code'], people: flags.wire || this.people}
    if (flags.each)
      return this.#each(client, await eachFile(paths, flags, this.kind), {...told, skipUnknown: flags['skip-unknown'], backupFolder: flags.backup})
    await using source = await this.openSource(paths, flags.map, this.kind)
    await this.#tell(client, source, await syncMap(client, source, {map: flags.map, ...options}), told)
  }

  async #each(client: RuntimeClient, paths: readonly string[], options: EachOptions & Told): Promise<void> {
    const sources = await this.openSources(paths, this.kind)
    try {
      const results = syncEach(client, await planEach(client, sources, options), options)
      const tally = new EachTally(this.kind)
      if (options.people) for await (const result of results) await this.#tellOne(client, result, tally, options)
      else await this.showRows(eachColumns(this.kind), this.#rowsOf(results, tally, options))
      if (options.people) this.note(tally.summary())
      if (tally.status !== undefined) this.exitWith(tally.status)
    } finally {
      await closeAll(sources)
    }
  }

  async #tellOne(client: RuntimeClient, result: EachResult, tally: EachTally, told: Told): Promise<void> {
    const failure = this.#failure(result)
    tally.add(result, failure)
    if (result.outcome === 'done') await this.#tell(client, result.source, result.report, told)
    else if (failure) await this.terminal.say(failureText(result.source.name, failure, await this.terminal.stderr.style()))
  }

  async *#rowsOf(results: AsyncIterable<EachResult>, tally: EachTally, {exitCode}: Told): AsyncGenerator<Row[], void> {
    for await (const result of results) {
      const failure = this.#failure(result)
      tally.add(result, failure)
      if (exitCode && result.outcome === 'done' && differs(result.report)) this.exitWith(6)
      yield [eachRow(this.kind, result, failure)]
    }
  }

  /** A run that was told to stop breaks in many ways, and for one reason. */
  #failure(result: EachResult): Failure | undefined {
    if (result.outcome !== 'failed') return undefined
    const stopped = this.signal.aborted && !(result.error instanceof HactlError)
    return failureOf(stopped ? this.signal.reason : result.error, versionsOf(this.config.version))
  }

  /** What was done, or with a dry run would be. */
  async #tell(client: RuntimeClient, source: EntrySource, report: SyncReport, told: Told): Promise<void> {
    const {dryRun, wire, exitCode, onDuplicate = 'keep', planned} = told
    const changes = report.strategy !== 'none'
    const entries = withoutDuplicates(source, onDuplicate)
    const map = new MapReference(this.kind, report.map)
    const chunkSize = chunkTarget(client, told)
    const {lines} = planned
    if (wire && changes) await this.terminal.stdout.writeAll(lines ? patchWire(lines) : wireBytes(client, map, entries, chunkSize))
    else {
      const commands = dryRun && changes ? {commands: lines ? patchPlan(map, lines) : await wirePlan(client, map, entries, chunkSize)} : {}
      const shown = {...report, ...commands}
      await this.show(shown, viewFor(this.kind, syncView(shown, dryRun)))
    }
    if (exitCode && differs(report)) this.exitWith(6)
  }
}

/** The patch that was planned last. */
interface Planned {
  lines: readonly PatchLine[] | undefined
}

/** How it is told. */
interface Told extends Pick<SyncOptions, 'dryRun' | 'onDuplicate' | 'chunkSize'> {
  readonly planned: Planned
  readonly wire: boolean
  readonly exitCode: boolean
  /** Not as a list. */
  readonly people: boolean
}

const differs = ({strategy, saved}: SyncReport): boolean => strategy !== 'none' || saved?.written === true

function changeLimit(text: string): Promise<ChangeLimit> {
  const limit = parseChangeLimit(text)
  if (limit) return Promise.resolve(limit)
  throw new HactlError('usage', {
    exit: 2,
    message: `--max-change takes a number of entries or a percentage, not ${JSON.stringify(text)}`,
    hint: 'for example --max-change 1000 or --max-change 30%',
  })
}
