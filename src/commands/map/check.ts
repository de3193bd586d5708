import type {InferredFlags} from '@oclif/core/interfaces'
import {countText, entriesText} from '../../maps/count-text.ts'
import {asFinding, type CheckOptions, type Finding, findFaults} from '../../maps/find-faults.ts'
import {sourceFiles} from '../../maps/source-files.ts'
import {maps, type ReferenceKind} from '../../protocol/commands/map/reference.ts'
import {linesWithoutControls} from '../../render/controls.ts'
import {namesOf} from '../../render/fields.ts'
import type {Column, Row} from '../../render/types.ts'
import {duplicateFlag} from '../base/map-flags.ts'
import {Args, Flags} from '../base/oclif.ts'
import {TargetCommand} from '../base/target-command.ts'

const columns: readonly Column[] = [{name: 'source'}, {name: 'line', align: 'right'}, {name: 'code', priority: 1}, {name: 'message'}]

export const checkArgument = Args.string({
  description: 'map file, plain or gzip, - for standard input, or a directory for the files in it',
  ignoreStdin: true,
  multiple: true,
  required: true,
})

export default class MapCheck extends TargetCommand {
  static override summary = 'check files without any HAProxy, for CI before they are deployed'
  static override description =
    'Finds what a sync would refuse before it sends anything, and prints file, line and reason. Each FILE is a map of its own. Exit status 2 when anything was found. Regular expressions are HAProxy’s to judge.'
  static override examples = ['<%= config.bin %> map check big.map', '<%= config.bin %> map check big.map routes.map --on-duplicate error -o json']
  static override args = {file: checkArgument}
  static override flags = {
    type: Flags.option({
      description: 'how HAProxy will match: the keys of ip and int are checked',
      options: ['str', 'beg', 'end', 'sub', 'dir', 'dom', 'reg', 'ip', 'int', 'len'] as const,
    })({default: 'str'}),
    glob: Flags.string({description: 'which files of a directory (default *.map, for ACLs *.acl)', helpValue: 'PATTERN'}),
    'on-duplicate': duplicateFlag,
    'allow-empty': Flags.boolean({description: 'a file without entries is fine'}),
    'require-entries': Flags.integer({description: 'a file with fewer entries is not', helpValue: 'N', min: 0}),
    'buffer-size': Flags.integer({description: 'tune.bufsize of the HAProxy that it is for', default: 16_384, helpValue: 'BYTES', min: 1024}),
    name: Flags.string({description: 'how HAProxy will call it, where that is not the name of the file', helpValue: 'NAME'}),
    limit: Flags.integer({description: 'how many findings are printed', default: 20, helpValue: 'N', min: 1}),
  }

  /** What `acl check` does otherwise. */
  protected readonly kind: ReferenceKind = maps
  static override fields = namesOf(columns)

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MapCheck)
    await this.check(args.file, flags)
  }

  protected async check(paths: readonly string[], flags: InferredFlags<typeof MapCheck.flags>): Promise<void> {
    const options = {
      type: flags.type,
      onDuplicate: flags['on-duplicate'],
      bufferSize: flags['buffer-size'],
      name: flags.name,
      allowEmpty: flags['allow-empty'],
      requireEntries: flags['require-entries'],
    }
    const findings: Finding[] = []
    let more = 0
    const found = (finding: Finding): void => {
      if (findings.length < flags.limit) findings.push(finding)
      else more += 1
    }
    const files = await sourceFiles(paths, flags.glob ?? `*.${this.kind.noun}`)
    let entries = 0
    for (const file of files) entries += await this.#checkOne(file, options, found)
    if (this.people) await this.terminal.stdout.write(findings.map((finding) => `${linesWithoutControls(lineOf(finding))}\n`).join(''))
    else await this.showRows(columns, [findings.map(({source, line, code, message}): Row => ({source, line, code, message}))])
    const checked = `${countText(files.length)} ${files.length === 1 ? 'file' : 'files'}, ${entriesText(entries)}`
    const total = findings.length + more
    this.note(total === 0 ? `${checked}: nothing found` : `${checked}: ${countText(total)} found${more > 0 ? `, ${countText(findings.length)} shown` : ''}`)
    if (total > 0) this.exitWith(2)
  }

  async #checkOne(file: string, options: CheckOptions, found: (finding: Finding) => void): Promise<number> {
    try {
      await using source = await this.openSource([file], file, this.kind)
      return await findFaults(source, options, found)
    } catch (error) {
      found(asFinding(file, error))
      return 0
    }
  }
}

/** As compilers write it, so that editors find it. */
const lineOf = ({source, line, message}: Finding): string => (line === null ? message : `${source}:${line}: ${message}`)
