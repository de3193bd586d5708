import type {Dirent} from 'node:fs'
import {readdir, stat} from 'node:fs/promises'

/** Files and folders whose path begins so, folders with a slash at their ends. Hidden ones only when their point is typed. */
export async function fileNames(begun: string): Promise<string[]> {
  const folder = begun.slice(0, begun.lastIndexOf('/') + 1)
  const name = begun.slice(folder.length)
  const entries = await readdir(folder === '' ? '.' : folder, {withFileTypes: true}).catch(() => [])
  const fitting = entries.filter((entry) => entry.name.startsWith(name) && (name.startsWith('.') || !entry.name.startsWith('.')) && isTypable(entry.name))
  return Promise.all(fitting.map(async (entry) => `${folder}${entry.name}${(await isFolder(folder, entry)) ? '/' : ''}`))
}

const isTypable = (name: string): boolean => !/\p{Cc}/u.test(name)

async function isFolder(folder: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  const target = await stat(`${folder}${entry.name}`).catch(() => undefined)
  return target?.isDirectory() === true
}
