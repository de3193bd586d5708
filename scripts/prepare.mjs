import {readdirSync, statSync} from 'node:fs'
import {root} from './commands.mjs'

const changedAt = (path) => statSync(`${root}${path}`, {throwIfNoEntry: false})?.mtimeMs ?? 0
const newest = (folder) => Math.max(changedAt(folder), ...readdirSync(`${root}${folder}`, {recursive: true}).map((path) => changedAt(`${folder}/${path}`)))

const installed = () => changedAt('node_modules/.package-lock.json') >= changedAt('package-lock.json')
const built = () => changedAt('dist/main.cjs') >= Math.max(newest('src'), newest('scripts'), changedAt('package.json'), changedAt('tsconfig.json'))

/** What a clone lacks before bin/run.js runs, in order: programs to run in its folder. Nothing where all is there, and newer than what it is made of. */
export const missingSteps = () => [
  ...(installed() ? [] : [{name: 'npm dependencies', command: 'npm', args: ['ci']}]),
  ...(built() ? [] : [{name: 'build of hactl', command: 'npm', args: ['run', 'build']}]),
]
