import type {WriterOptions} from '../../maps/writers.ts'
import {HactlError} from '../../protocol/error.ts'
import {durationFlag} from './duration.ts'
import {Args, Flags} from './oclif.ts'

export const mapArgument = Args.string({
  description: 'the map: its file name as HAProxy knows it, a path of the same file, or #ID',
  ignoreStdin: true,
  required: true,
})
export const aclArgument = Args.string({
  description: 'the ACL: its file name as HAProxy knows it, a path of the same file, or #ID',
  ignoreStdin: true,
  required: true,
})
export const keyArgument = Args.string({description: 'the key', ignoreStdin: true, required: true})
export const patternArgument = Args.string({description: 'the pattern, blanks and all', ignoreStdin: true, required: true})
export const valueArgument = Args.string({description: 'its value', ignoreStdin: true, required: true})
export const versionArgument = Args.integer({
  description: 'the version that `prepare` gave out',
  ignoreStdin: true,
  min: 0,
  max: 0xffff_ffff,
  required: true,
})
export const sampleArgument = Args.string({description: 'what traffic would look up', ignoreStdin: true, required: true})
export const sourceArgument = Args.string({
  description: 'file, plain or gzip, or - for standard input; several are one source, one behind the other',
  ignoreStdin: true,
  multiple: true,
  required: true,
})

export const shownVersionFlag = Flags.integer({description: 'a prepared version instead of what traffic sees', helpValue: 'N', min: 0, max: 0xffff_ffff})

export const dryRunFlag = Flags.boolean({char: 'n', description: 'show what would be sent, change nothing'})

function share(text: string): Promise<number> {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1]
  if (percent !== undefined && Number(percent) > 0 && Number(percent) <= 100) return Promise.resolve(Number(percent) / 100)
  throw new HactlError('usage', {
    exit: 2,
    message: `--pace takes a percentage above 0 and up to 100, not ${JSON.stringify(text)}`,
    hint: 'for example --pace 25%',
  })
}

/** Flags of everything that loads entries. */
export const loadFlags = {
  'chunk-size': Flags.integer({description: 'bytes of one payload; as much as HAProxy’s buffer takes unless given', min: 64, helpValue: 'BYTES'}),
  session: Flags.option({
    description: 'one connection a payload, or one session for all; auto: a session from HAProxy 3.2.4 on, and where a round trip takes more than 2 ms',
    options: ['auto', 'oneshot', 'prompt'] as const,
  })({default: 'auto'}),
  pace: Flags.custom<number>({
    description: 'let HAProxy work on it for this share of the time only, the rest is for its traffic',
    helpValue: 'P%',
    parse: share,
  })(),
}

/** The same, as they were given. */
export interface LoadFlags {
  readonly 'chunk-size': number | undefined
  readonly session: 'auto' | 'oneshot' | 'prompt'
  readonly pace: number | undefined
}

export const emptyVersionFlag = Flags.boolean({description: 'commit a version without entries, too, which empties the map or ACL'})

export const byReplaceFlag = Flags.boolean({exclusive: ['dry-run'], description: 'load the current content into a newer version and commit that'})

const writerGroup = 'OTHER WRITERS'

/** Flags of everything that changes a map. */
export const writerFlags = {
  wait: Flags.boolean({description: 'wait for another writer and begin again, instead of exit status 4', helpGroup: writerGroup}),
  'wait-timeout': durationFlag({description: 'how long to wait for other writers (default 5m)', helpGroup: writerGroup, dependsOn: ['wait']}),
  'no-lock': Flags.boolean({description: 'do not keep other hactl processes of this machine out', helpGroup: writerGroup}),
}

export interface WriterFlags {
  readonly wait: boolean
  readonly 'wait-timeout': number | undefined
  readonly 'no-lock': boolean
}

/** The same, as the verbs of maps take them. */
export const writersOf = (flags: WriterFlags): WriterOptions => ({lock: !flags['no-lock'], wait: flags.wait, waitTimeout: flags['wait-timeout']})

export const duplicateFlag = Flags.option({
  description: 'keys that stand twice in the source: keep both as HAProxy does, refuse, or keep the first or the last',
  options: ['keep', 'error', 'first', 'last'] as const,
})({default: 'keep'})

export const driftFlag = Flags.boolean({description: 'go on although others change the map meanwhile (http-request set-map); those changes are lost'})
