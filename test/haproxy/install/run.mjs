import {execFile} from 'node:child_process'
import {promisify} from 'node:util'

const execute = promisify(execFile)

/** Runs a program to its end. @throws an error whose message is what the program complained about, in one line */
export async function run(program, args, options = {}) {
  try {
    const {stdout} = await execute(program, args, {maxBuffer: 64 << 20, ...options, env: {...process.env, LC_ALL: 'C'}})
    return stdout
  } catch (error) {
    if (error.code === 'ENOENT') throw new Error(`no ${program} on this machine`, {cause: error})
    throw new Error(complaint(error.stderr) ?? `${program} ${args[0]} failed: ${error.signal ?? error.code}`, {cause: error})
  }
}

/** The first error of apt's, or what was said last. */
function complaint(said = '') {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return (lines.find((line) => line.startsWith('E: ')) ?? lines.at(-1))?.replace(/^[EW]: /, '')
}
