// Files that are made, and what stands on disk.
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'

/** @returns paths that are missing or hold something else, and those in the folders that are not made any more */
export function staleIn(root, folders, pages) {
  const isAsMade = ([path, text]) => existsSync(join(root, path)) && readFileSync(join(root, path), 'utf8') === text
  const present = folders.flatMap((folder) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`) : []))
  return {changed: [...pages].filter((page) => !isAsMade(page)).map(([path]) => path), over: present.filter((path) => !pages.has(path))}
}

export function keep(root, pages, {changed, over}) {
  for (const path of over) rmSync(join(root, path))
  for (const path of changed) {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), pages.get(path))
  }
}
