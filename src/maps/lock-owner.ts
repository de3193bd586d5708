import {readFile, readlink} from 'node:fs/promises'
import {codeOf} from '../transport/connect-failure.ts'

/** A process, told from every other that ever had its id or will have it. What /proc does not tell is null. */
export interface Owner {
  readonly pid: number
  /** Clock ticks from boot to its start. */
  readonly start: string | null
  readonly boot: string | null
  /** In another one (a container) its id means nothing. */
  readonly pidNamespace: string | null
}

export async function ownerHere(): Promise<Owner> {
  const [stat, boot, pidNamespace] = await Promise.all([
    statOf(process.pid),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
      (text) => text.trim(),
      () => null,
    ),
    readlink('/proc/self/ns/pid').catch(() => null),
  ])
  return {pid: process.pid, start: stat?.start ?? null, boot, pidNamespace}
}

/** False only where it is certain that the process is gone: that stays so for ever, and everybody finds the same. */
export async function mayLive({pid, start, boot, pidNamespace}: Owner, here: Owner): Promise<boolean> {
  if (boot !== here.boot) return false
  if (pidNamespace !== here.pidNamespace) return true
  if (!exists(pid)) return false
  const stat = await statOf(pid)
  // a zombie has ended, however long its parent takes to notice
  return stat === undefined || start === null || (stat.start === start && stat.state !== 'Z')
}

/** Also where /proc hides the processes of other users. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) !== 'ESRCH'
  }
}

/** proc(5): the name of the program, in parentheses, may hold anything; state is the first field behind it, the start time the twentieth. */
async function statOf(pid: number): Promise<{state: string; start: string} | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, start] = [fields[0], fields[19]]
  return state && start ? {state, start} : undefined
}
