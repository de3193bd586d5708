import {readdirSync, readFileSync} from 'node:fs'
import {setTimeout as pause} from 'node:timers/promises'

/** SIGSTOP; returns when every thread stands still. */
export async function stop(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  const states = (): string[] =>
    readdirSync(`/proc/${pid}/task`).map((task) => /\) (\w)/.exec(readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8'))?.[1] ?? '')
  for (const end = Date.now() + 5000; states().some((state) => state !== 'T'); await pause(5)) {
    if (Date.now() > end) throw new Error(`process ${pid} did not stop within 5 s: ${states().join(' ')}`)
  }
}
