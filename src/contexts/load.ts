import {readFile, stat} from 'node:fs/promises'
import {asError, HactlError} from '../protocol/error.ts'
import type {ContextFile, ContextFiles} from './context.ts'
import {type Environment, isThere, projectFile, userFile} from './paths.ts'

/**
 * The files that hold here. YAML is read only where there is one: most starts have none.
 *
 * @param folder where hactl was started; undefined where that folder is gone
 * @throws HactlError `context-file-invalid`
 */
export async function loadContextFiles(env: Environment, folder: string | undefined): Promise<ContextFiles> {
  const project = folder === undefined ? undefined : projectFile(folder)
  const user = userFile(env)
  return {project: project === undefined ? undefined : await load(project), user: isThere(user) ? await load(user) : undefined}
}

/** Bytes. To parse ten times as much takes seconds, of every start and every Tab. */
const mostBytes = 256 * 1024

async function load(path: string): Promise<ContextFile> {
  const size = await stat(path).then(
    ({size}) => size,
    () => 0,
  )
  if (size > mostBytes) throw new HactlError('context-file-invalid', {exit: 2, message: `${path} has ${size} bytes; ${mostBytes} bytes at most were expected`})
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new HactlError('context-file-invalid', {exit: 2, message: `${path} cannot be read: ${asError(error).message}`, cause: error})
  })
  const {readContextFile} = await import('./read-file.ts')
  return readContextFile(path, text)
}
