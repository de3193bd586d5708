import {type Choice, choose} from '../../contexts/choose.ts'
import {loadContextFiles} from '../../contexts/load.ts'
import {outputFormats} from '../../render/types.ts'

/** The folder where hactl was started, while it is there. */
export function startFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}

/** What holds for a run: its flags, the environment, the files of contexts. */
export async function chosen(flags: Readonly<Record<string, unknown>>): Promise<Choice> {
  const {socket, context, timeout, output} = flags
  const given = {
    sockets: Array.isArray(socket) ? socket.filter((each) => typeof each === 'string') : undefined,
    context: typeof context === 'string' ? context : undefined,
    timeout: typeof timeout === 'number' ? timeout : undefined,
    output: flags['json'] === true ? ('json' as const) : outputFormats.find((format) => format === output),
  }
  return choose(given, process.env, await loadContextFiles(process.env, startFolder()))
}
