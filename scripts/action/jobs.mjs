import {existsSync, readdirSync, statSync} from 'node:fs'
import {basename, join, posix} from 'node:path'
import {Refused} from './runner.mjs'

/** Each file with its map and the place of its backup. @throws Refused */
export function jobsOf({maps, mapFolder, backupFolder}) {
  const jobs = maps.flatMap(({file, map}) => filesOf(file, map)).map(({file, map}) => ({file, map: map ?? mapOf(file, mapFolder)}))
  const both = twice(jobs.map(({map}) => map))
  if (both !== undefined) throw new Refused(`two files stand for the map ${both}`)
  const name = twice(jobs.map(({map}) => basename(map)))
  if (backupFolder !== '' && name !== undefined) throw new Refused(`backup-folder has one file for each name, and ${name} is that of two maps`)
  return jobs.map((job) => ({...job, backup: backupFolder === '' ? undefined : join(backupFolder, basename(job.map))}))
}

const twice = (names) => names.find((name, index) => names.indexOf(name) !== index)

const mapOf = (file, folder) => (folder === '' ? file : posix.join(folder, basename(file)))

/** As `hactl map sync --each` sees a folder: its files *.map but hidden ones, and none of deeper folders. */
function filesOf(path, map) {
  if (!existsSync(path)) throw new Refused(`maps names ${path}, which is not there`)
  if (!statSync(path).isDirectory()) return [{file: path, map}]
  if (map !== undefined) throw new Refused(`${path} is a folder, and stands for no single map`)
  const files = readdirSync(path)
    .filter((name) => name.endsWith('.map') && !name.startsWith('.') && statSync(join(path, name), {throwIfNoEntry: false})?.isFile())
    .toSorted()
  if (files.length === 0) throw new Refused(`there is no *.map in ${path}`)
  return files.map((name) => ({file: join(path, name), map: undefined}))
}
