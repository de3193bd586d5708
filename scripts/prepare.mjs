import {readdirSync, statSync} from 'node:fs'
import {root} from './commands.mjs'

const changedAt = (path) => statSync(`${root}${path}`, {throwIfNoEntry: false})?.mtimeMs ?? 0
const newest = (folder) => Math.max(changedAt(folder), ...readdirSync(`${root}${folder}`, {recursive: true}).map((path) => changedAt(`${folder}/${path}`)))

const installed = () => changedAt('node_modules/.package-lock.json') >= changedAt('package-lock.json')
const built = () => changedAt('dist/main.cjs') >= Math.max(newest('src'), newest('scripts'), changedAt('package.json'), changedAt('tsconfig.json'))

/**
 * What a clone lacks before bin/run.js runs, in order; nothing where all is there, and newer than what it is made of. `attempts` are programs to run in its
 * folder until one of them succeeds: `npm ci` of npm 11 refuses a lock file that lacks the packages of other systems, which install takes as it is.
 */
export const missingSteps = () => [
  ...(installed()
    ? []
    : [
        {
          name: 'npm dependencies',
          attempts: [
            ['npm', 'ci'],
            ['npm', 'install', '--no-save'],
          ],
        },
      ]),
  ...(built() ? [] : [{name: 'build of hactl', attempts: [['npm', 'run', 'build']]}]),
]
