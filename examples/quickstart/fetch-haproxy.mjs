// Fetches one HAProxy into the lab that the tests use, too. Runs in a process of its own, so that it can be stopped: told to end, it still clears up behind itself.
import {fileURLToPath} from 'node:url'
import {findHaproxy, installLab} from '../../test/haproxy/install.mjs'
import {run} from './programs.mjs'
import {dim, say} from './say.mjs'
import {temporaryFolder} from './temporary-folder.mjs'

const self = fileURLToPath(import.meta.url)

/** @returns its path, version, and whether it had to be fetched */
export async function fetchedHaproxy(stage, version) {
  const there = findHaproxy(version)
  if (there) return {...there, fetched: false}
  say(dim(`  no haproxy (2.4 or later) on PATH: HAProxy ${version} comes from Debian`))
  let said = ''
  // apt, when it is stopped, leaves files where TMPDIR says
  const env = {...process.env, TMPDIR: temporaryFolder(stage)}
  await run(stage, process.execPath, [self, version], {env, hear: (text) => (said += text)})
  const found = findHaproxy(version)
  if (!found)
    throw new Error(
      `there is no haproxy on PATH, and none could be fetched: ${said.trim()}\nInstall HAProxy (2.4 or later) with your package manager, then run this again.`,
    )
  return {...found, fetched: true}
}

if (process.argv[1] === self) {
  // what it waits for gets the signal as well, fails, and is cleared up
  process.on('SIGTERM', () => {})
  const [{full, why}] = await installLab([process.argv[2]])
  if (!full) process.stdout.write(`${why}\n`)
}
