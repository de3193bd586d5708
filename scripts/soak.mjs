// `npm run soak [-- --faults N] [--seed N]`: random faults at random steps of syncs, 2,000 unless said; what became of them goes to bench/results/soak.md.
import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {parseArgs} from 'node:util'
import {root} from './commands.mjs'

const table = 'bench/results/soak.md'
const {values} = parseArgs({options: {faults: {type: 'string', default: '2000'}, seed: {type: 'string'}}})

const {status, error} = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/faults/random.test.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: {...process.env, HACTL_FAULTS: values.faults, HACTL_SOAK_TABLE: table, ...(values.seed !== undefined && {HACTL_FAULT_SEED: values.seed})},
})
if (error) throw error
if (status === 0) console.log(readFileSync(`${root}${table}`, 'utf8'))
process.exitCode = status ?? 1
