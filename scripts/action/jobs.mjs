import {existsSync, readdirSync, statSync} from 'node:fs'
import {basename, join, posix} from 'node:path'
import {Refused} from './runner.mjs'

/** How people call them. */
const called = {map: 'map', acl: 'ACL'}

/** Each file with its map or ACL and the place of its backup. @throws Refused */
export function jobsOf({files, backupFolder}) {
  const jobs = files.flatMap(filesOf).map(({noun, file, name, folder}) => ({noun, file, name: name ?? nameOf(file, folder)}))
  const [rival] = twice(jobs, ({noun, name}) => `${noun} ${name}`)
  if (rival) throw new Refused(`two files stand for the ${called[rival.noun]} ${rival.name}`)
  const [one, other] = backupFolder === '' ? [] : twice(jobs, ({name}) => basename(name))
  if (one) throw new Refused(`backup-folder has one file for each name, and ${basename(one.name)} is that of two: ${one.name}, ${other.name}`)
  return jobs.map((job) => ({...job, backup: backupFolder === '' ? undefined : join(backupFolder, basename(job.name))}))
}

/** The first two that are alike. */
function twice(jobs, of) {
  for (const [index, job] of jobs.entries()) {
    const other = jobs.slice(index + 1).find((each) => of(each) === of(job))
    if (other) return [job, other]
  }
  return []
}

const nameOf = (file, folder) => (folder === '' ? file : posix.join(folder, basename(file)))

/** As `hactl map sync --each` sees a folder: its files *.map (of ACLs *.acl) but hidden ones, and none of deeper folders. */
function filesOf(line) {
  const {noun, file: path, name} = line
  if (!existsSync(path)) throw new Refused(`${noun}s names ${path}, which is not there`)
  if (!statSync(path).isDirectory()) return [line]
  if (name !== undefined) throw new Refused(`${path} is a folder, and stands for no single ${called[noun]}`)
  const files = readdirSync(path)
    .filter((each) => each.endsWith(`.${noun}`) && !each.startsWith('.') && statSync(join(path, each), {throwIfNoEntry: false})?.isFile())
    .toSorted()
  if (files.length === 0) throw new Refused(`there is no *.${noun} in ${path}`)
  return files.map((each) => ({...line, file: join(path, each)}))
}
