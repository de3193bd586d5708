// `npm test`: whatever a fresh clone lacks is installed and built first, then vitest runs with the arguments given here.
import {spawnSync} from 'node:child_process'
import {root} from '../scripts/commands.mjs'
import {missingSteps} from '../scripts/prepare.mjs'

function run(command, ...args) {
  const {status, error} = spawnSync(command, args, {cwd: root, stdio: 'inherit'})
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

for (const {command, args} of missingSteps()) run(command, ...args)
run(process.execPath, 'test/haproxy/install.mjs')
run(process.execPath, 'node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2))
