// src -> lib (tsc: the library and its types) -> dist (rolldown: what bin/run.js starts; the manifest of the commands is made on the way)
import {spawnSync} from 'node:child_process'
import {existsSync, readdirSync, rmSync} from 'node:fs'
import {root} from './commands.mjs'

const env = {...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}`}
const run = (command, ...args) => {
  const {status} = spawnSync(command, args, {cwd: root, env, stdio: 'inherit'})
  if (status !== 0) process.exit(status ?? 1)
}

/** What was compiled from a source that is gone. Removed one by one, so that whoever runs meanwhile finds the others in place. */
function removeLeftovers() {
  for (const path of readdirSync(`${root}lib`, {recursive: true})) {
    const source = `${root}src/${path.replace(/\.(?:js|d\.ts)$/, '.ts')}`
    if (!existsSync(source)) rmSync(`${root}lib/${path}`, {recursive: true, force: true})
  }
}

run('tsc', '-p', '.')
removeLeftovers()
run('rolldown', '-c', 'scripts/rolldown.config.mjs')
