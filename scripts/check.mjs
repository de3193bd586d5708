// Everything that can be said about the code without running it. All checks run; the status tells whether one failed.
import {spawnSync} from 'node:child_process'
import {root} from './commands.mjs'

const checks = [
  ['format', 'biome', 'check', '--error-on-warnings', '.'],
  ['lint', 'oxlint'],
  ['types of src', 'tsc', '-p', '.', '--noEmit'],
  ['types of test', 'tsc', '-p', 'test'],
  ['dead code', 'knip'],
  ['generated pages', process.execPath, 'scripts/docs.mjs', '--check'],
  ['import directions', process.execPath, 'scripts/check-imports.mjs'],
]

const env = {...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}`}
const failed = checks.filter(([name, command, ...args]) => {
  const {status, stdout, stderr} = spawnSync(command, args, {cwd: root, env, encoding: 'utf8', maxBuffer: 1e8})
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`)
  if (status !== 0) console.log(`${stdout}${stderr}`)
  return status !== 0
})
console.log(failed.length === 0 ? 'all checks passed' : `failed: ${failed.map(([name]) => name).join(', ')}`)
if (failed.length > 0) process.exitCode = 1
