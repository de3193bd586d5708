// src -> lib (tsc: the library and its types) -> dist (rolldown: what bin/run.js starts; the manifest of the commands is made on the way)
import {spawnSync} from 'node:child_process'
import {rmSync} from 'node:fs'
import {root} from './commands.mjs'

const env = {...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}`}
const run = (command, ...args) => {
  const {status} = spawnSync(command, args, {cwd: root, env, stdio: 'inherit'})
  if (status !== 0) process.exit(status ?? 1)
}

rmSync(`${root}lib`, {recursive: true, force: true})
run('tsc', '-p', '.')
run('rolldown', '-c', 'scripts/rolldown.config.mjs')
