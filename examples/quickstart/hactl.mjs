import {fileURLToPath} from 'node:url'
import {run} from './programs.mjs'
import {bold, require, say} from './say.mjs'

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** Runs the real hactl and shows command line and output as they are. @returns what it printed */
export async function hactl(stage, {socket}, args, {expect = 0} = {}) {
  say(bold(`$ hactl ${args.join(' ')}`))
  const env = {...process.env, HACTL_SOCKET: socket, ...(process.stdout.isTTY && !process.env.NO_COLOR && {FORCE_COLOR: '1'})}
  let said = ''
  const hear = (text) => {
    said += text
    process.stdout.write(text)
  }
  const status = await run(stage, process.execPath, [program, ...args], {hear, env})
  require(status === expect, `exit status ${expect} of hactl ${args.join(' ')}, it was ${status}`)
  return said
}
