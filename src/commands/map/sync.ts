import type {InferredFlags} from '@oclif/core/interfaces'
import {withoutDuplicates} from '../../maps/duplicates.ts'
import {type ChangeLimit, parseChangeLimit} from '../../maps/guards.ts'
import {chunkTarget} from '../../maps/load.ts'
import {type PatchLine, patchPlan, patchWire} from '../../maps/patch-lines.ts'
import {syncMap} from '../../maps/sync.ts'
import {wireBytes, wirePlan} from '../../maps/wire-plan.ts'
import {MapReference, maps, type ReferenceKind} from '../../protocol/commands/map/reference.ts'
import {HactlError} from '../../protocol/error.ts'
import {viewFor} from '../base/acl-view.ts'
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
  ]
  static override args = {source: sourceArgument}
  static override flags = {
    ...targetFlags,
    map: Flags.string({char: 'm', description: 'the map, where SOURCE does not name it', helpValue: 'NAME'}),
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
    await using source = await this.openSource(paths, flags.map, this.kind)
    const patch: {lines?: readonly PatchLine[]} = {}
    const report = await syncMap(client, source, {
      onPatch: (lines) => (patch.lines = lines),
      map: flags.map,
      strategy: flags.strategy,
      verify: flags.verify,
      session: flags.session,
      chunkSize: flags['chunk-size'],
      pace: flags.pace,
      onDuplicate: flags['on-duplicate'],
      acceptDrift: flags['accept-drift'],
      count: flags.count,
      allowEmpty: flags['allow-empty'],
      requireEntries: flags['require-entries'],
      maxChange: flags['max-change'],
      dryRun: flags['dry-run'],
      ...writersOf(flags),
      ...filesOf(flags),
      ...this.listener,
    })
    const differs = report.strategy !== 'none'
    const planned = withoutDuplicates(source, flags['on-duplicate'])
    const map = new MapReference(this.kind, report.map)
    const chunkSize = chunkTarget({chunkSize: flags['chunk-size'], pace: flags.pace})
    const {lines} = patch
    const wire = lines ? patchWire(lines) : wireBytes(client, map, planned, chunkSize)
    if (flags.wire && differs) await this.terminal.stdout.writeAll(wire)
    else {
      const commands = flags['dry-run'] && differs ? {commands: lines ? patchPlan(map, lines) : await wirePlan(client, map, planned, chunkSize)} : {}
      const shown = {...report, ...commands}
      await this.show(shown, viewFor(this.kind, syncView(shown, flags['dry-run'])))
    }
    if (flags['exit-code'] && (differs || report.saved?.written)) this.exitWith(6)
  }
}

function changeLimit(text: string): Promise<ChangeLimit> {
  const limit = parseChangeLimit(text)
  if (limit) return Promise.resolve(limit)
  throw new HactlError('usage', {
    exit: 2,
    message: `--max-change takes a number of entries or a percentage, not ${JSON.stringify(text)}`,
    hint: 'for example --max-change 1000 or --max-change 30%',
  })
}
