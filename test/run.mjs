// `npm test`: whatever a fresh clone lacks is installed and built first, then vitest runs with the arguments given here.
import {spawnSync} from 'node:child_process'
import {readdirSync, statSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

function run(command, ...args) {
  const {status, error} = spawnSync(command, args, {cwd: root, stdio: 'inherit'})
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}

const changedAt = (path) => statSync(`${root}${path}`, {throwIfNoEntry: false})?.mtimeMs ?? 0
const newest = (folder) => Math.max(changedAt(folder), ...readdirSync(`${root}${folder}`, {recursive: true}).map((path) => changedAt(`${folder}/${path}`)))

if (changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json')) run('npm', 'ci')

const sources = Math.max(newest('src'), newest('scripts'), changedAt('package.json'), changedAt('tsconfig.json'))
if (changedAt('dist/main.cjs') < sources) run('npm', 'run', 'build')

run(process.execPath, 'test/haproxy/install.mjs')

run(process.execPath, 'node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2))
