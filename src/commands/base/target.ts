import {HactlError} from '../../protocol/error.ts'
import {durationFlag} from './duration.ts'
import {Flags} from './oclif.ts'

const helpGroup = 'TARGET'

/** Flags of every command that talks to HAProxy. */
export const targetFlags = {
  socket: Flags.string({
    char: 's',
    description: 'where HAProxy listens: a path, unix:// or tcp://host:port [env: HACTL_SOCKET]',
    // oclif would take the letters of a variable apart where a flag may come more than once
    default: () => Promise.resolve(process.env['HACTL_SOCKET'] ? [process.env['HACTL_SOCKET']] : []),
    noCacheDefault: true,
    helpGroup,
    helpValue: 'ADDR',
    multiple: true,
    multipleNonGreedy: true,
  }),
  timeout: durationFlag({description: 'deadline of one exchange with HAProxy (default 10s)', helpGroup}),
}

/** Where to connect and how patiently, as the user said it; what was not said is left out. */
export interface TargetOptions {
  readonly socket?: string
  /** Milliseconds. */
  readonly timeout?: number
}

/** The one target that the flags name. @throws HactlError `usage` for more than one: taking the last would surprise */
export function targetOf(flags: {readonly socket?: readonly string[] | undefined; readonly timeout?: number | undefined}): TargetOptions {
  const [socket, ...others] = flags.socket ?? []
  if (others.length > 0) {
    const all = [socket, ...others].join(', ')
    throw new HactlError('usage', {exit: 2, message: `more than one target was named: ${all}`, hint: 'name one with -s; run the command once for each HAProxy'})
  }
  return {...(socket === undefined ? {} : {socket}), ...(flags.timeout === undefined ? {} : {timeout: flags.timeout})}
}
