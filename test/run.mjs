// `npm test`: whatever a fresh clone lacks is installed and built first, then vitest runs with the arguments given here.
import {spawnSync} from 'node:child_process'
import {root} from '../scripts/commands.mjs'
import {missingSteps} from '../scripts/prepare.mjs'

function succeeds([command, ...args]) {
  const {status, error} = spawnSync(command, args, {cwd: root, stdio: 'inherit'})
  if (error) throw error
  process.exitCode = status ?? 1
  return status === 0
}

const steps = [
  ...missingSteps().map(({attempts}) => attempts),
  [[process.execPath, 'test/haproxy/install.mjs']],
  [[process.execPath, 'test/shells/install.mjs']],
  [[process.execPath, 'node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]],
]
steps.every((attempts) => attempts.some(succeeds))
