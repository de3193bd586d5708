import type {SyncFileOptions} from '../../maps/sync-files.ts'
import {Flags} from './oclif.ts'

const helpGroup = 'FILE'

/** Files that a sync writes beside the running map. */
export const syncFileFlags = {
  save: Flags.boolean({description: 'after the commit, write the file that HAProxy reads at its next start', exclusive: ['save-to'], helpGroup}),
  'save-to': Flags.string({description: 'after the commit, write this file', helpGroup, helpValue: 'FILE'}),
  backup: Flags.string({
    description: 'before anything is sent, write what the map holds to this file; with --each a folder, for a file of the name of each map',
    helpGroup,
    helpValue: 'FILE',
  }),
}

interface Given {
  readonly save: boolean
  readonly 'save-to'?: string | undefined
  readonly backup?: string | undefined
}

export const filesOf = ({save, 'save-to': saveTo, backup}: Given): SyncFileOptions => ({save, saveTo, backup})
