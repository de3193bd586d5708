import {spawn} from 'node:child_process'
import {setTimeout as pause} from 'node:timers/promises'

/** A program and all that it starts get so many ms to end. */
const patience = 10_000

/**
 * Starts a program in a process group of its own: Ctrl-C reaches it through the stage only, and its children go with it.
 * @returns the child; `ended` resolves to what it ended with
 */
export function start(stage, command, args, options = {}) {
  const child = spawn(command, args, {...options, detached: true})
  const group = (signal) => {
    try {
      return child.pid !== undefined && process.kill(-child.pid, signal)
    } catch {
      return false // nobody is left in it
    }
  }
  const forget = stage.add(
    async () => {
      for (const end = Date.now() + patience; group('SIGTERM') && Date.now() < end; ) await pause(50)
      while (group('SIGKILL')) await pause(50)
    },
    () => group('SIGKILL'),
  )
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status, signal) => {
      if (!group(0)) forget()
      resolve(status ?? signal)
    })
  })
  ended.catch(() => {}) // told to whom waits for it
  return {child, ended}
}

/** Runs a program to its end. @param hear gets what it says, on both of its outputs @returns its exit status */
export async function run(stage, command, args, {hear, ...options}) {
  stage.signal.throwIfAborted()
  const {child, ended} = start(stage, command, args, {stdio: ['ignore', 'pipe', 'pipe'], ...options})
  const listen = (text) => stage.signal.aborted || hear(text) // what it says of its own end is of no interest
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', listen)
  return Promise.race([ended, aborted(stage.signal)])
}

/** Rejects with the reason when it is time to stop. */
export const aborted = (signal) =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), {once: true})
  })
