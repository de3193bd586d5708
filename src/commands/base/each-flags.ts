import {sourceFiles} from '../../maps/source-files.ts'
import type {ReferenceKind} from '../../protocol/commands/map/reference.ts'
import {HactlError} from '../../protocol/error.ts'
import {Flags} from './oclif.ts'

const helpGroup = 'SEVERAL MAPS'

/** Flags of a sync that brings each of several files to its own map. */
export const eachFlags = {
  each: Flags.boolean({
    description: 'each SOURCE is its own map; a directory stands for the files in it. All are read and checked before anything is sent',
    exclusive: ['save-to'],
    helpGroup,
  }),
  glob: Flags.string({description: 'which files of a directory (default *.map, for ACLs *.acl)', dependsOn: ['each'], helpGroup, helpValue: 'PATTERN'}),
  'skip-unknown': Flags.boolean({description: 'leave out files that no map stands for', dependsOn: ['each'], helpGroup}),
}

interface Given {
  readonly map?: string | undefined
  readonly glob?: string | undefined
}

/** @throws HactlError `usage` for standard input and for a name, which cannot stand for each; `source-unreadable` */
export async function eachFile(paths: readonly string[], {map, glob}: Given, {noun, called}: ReferenceKind): Promise<string[]> {
  const usage = (message: string, hint: string): HactlError => new HactlError('usage', {exit: 2, message, hint})
  if (paths.includes('-')) throw usage(`standard input stands for no ${called}`, 'with --each, name files')
  if (map !== undefined) throw usage(`--each and --${noun} exclude each other`, `with --each the files name the ${called}s`)
  return sourceFiles(paths, glob ?? `*.${noun}`)
}
