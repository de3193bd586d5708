import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {HactlError} from '../protocol/error.ts'
import {unreadable} from './file-source.ts'

/**
 * Paths as they are, directories as the regular files in them that match: not hidden ones, not deeper, in the order of their names. A link counts as what it
 * leads to, as a mounted ConfigMap has it.
 *
 * @param glob `*`, `?` and `[…]` as in a shell
 * @throws HactlError `source-unreadable`
 */
export async function sourceFiles(paths: readonly string[], glob: string): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) {
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true
    found.push(...(isFolder ? await filesIn(path, glob) : [path]))
  }
  return found
}

async function filesIn(folder: string, glob: string): Promise<string[]> {
  const wanted = patternOf(glob)
  const names = await readdir(folder).catch(unreadable(folder))
  const matching = names.filter((name) => !name.startsWith('.') && wanted.test(name)).toSorted()
  const files: string[] = []
  for (const name of matching) if (await isWanted(join(folder, name))) files.push(join(folder, name))
  if (files.length > 0) return files
  throw new HactlError('source-unreadable', {
    exit: 2,
    message: `no file in ${folder} matches ${glob}`,
    hint: '--glob takes another pattern; files of folders in it do not count, nor hidden ones',
  })
}

/** A link that leads nowhere is no file that may be passed over: why it cannot be read is found when it is opened. */
async function isWanted(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found === undefined || found.isFile()
}

function patternOf(glob: string): RegExp {
  const source = glob.replaceAll(/\[(!?)([^\]]+)\]|[\s\S]/g, (piece: string, not: string | undefined, members: string | undefined) => {
    if (members !== undefined) return `[${not ? '^' : ''}${members.replaceAll(/[\\^\]]/g, String.raw`\$&`)}]`
    if (piece === '*') return '[^]*'
    return piece === '?' ? '[^]' : piece.replaceAll(/[\\^$.|+(){}[\]]/g, String.raw`\$&`)
  })
  try {
    return new RegExp(`^${source}$`, 'u')
  } catch (error) {
    throw new HactlError('usage', {
      exit: 2,
      message: `--glob cannot be ${JSON.stringify(glob)}`,
      hint: "for example --glob '*.map' or --glob 'host-[a-m]*'",
      cause: error,
    })
  }
}
