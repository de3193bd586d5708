import type {Draft} from '../../contexts/edit.ts'
import type {View} from './command.ts'
import {Flags} from './oclif.ts'

export const draftFlag = Flags.boolean({description: 'show what the file would be, and leave it as it is'})

interface Written {
  readonly file: string
  readonly changed: boolean
  /** The file as it is now, or would be. */
  readonly text: string
}

/** Writes a draft unless it is only to be seen. */
export async function written(draft: Draft, dryRun: boolean): Promise<Written> {
  if (!dryRun) await draft.write()
  return {file: draft.path, changed: !dryRun, text: draft.text}
}

export const writtenView = ({changed}: Written, done: string): View<Written> =>
  changed ? {summary: ({file}, style) => `${style.green('✓')} ${done} ${style.dim(`(${file})`)}`} : {text: ({text}) => text.trimEnd()}
