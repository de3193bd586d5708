import {durationFlag} from './duration.ts'
import {Flags} from './oclif.ts'

const helpGroup = 'TARGET'

/** Flags of every command that talks to HAProxy. */
export const targetFlags = {
  socket: Flags.string({
    char: 's',
    description: 'where HAProxy listens: a path, unix:// or tcp://host:port [env: HACTL_SOCKET]',
    helpGroup,
    helpValue: 'ADDR',
    multiple: true,
    multipleNonGreedy: true,
  }),
  context: Flags.string({description: 'a HAProxy by its name in the files of contexts [env: HACTL_CONTEXT]', helpGroup, helpValue: 'NAME'}),
  timeout: durationFlag({description: 'deadline of one exchange with HAProxy (default 10s)', helpGroup}),
}
