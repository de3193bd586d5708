import {statSync} from 'node:fs'
import {dirname, isAbsolute, join} from 'node:path'

/** Variables of the environment, as process.env has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What a project's file is called. */
export const projectName = '.hactl.yaml'

/** A folder of the XDG base directory specification: one that is not absolute is to be ignored. */
const xdgFolder = (env: Environment, name: string, ...otherwise: readonly string[]): string => {
  const said = env[name]
  return said !== undefined && isAbsolute(said) ? said : join(env['HOME'] ?? '/', ...otherwise)
}

/** The user's own file, whether it is there or not. */
export const userFile = (env: Environment): string => join(xdgFolder(env, 'XDG_CONFIG_HOME', '.config'), 'hactl', 'config.yaml')

/** Where it is remembered which project files the user has agreed to. */
export const agreedFile = (env: Environment): string => join(xdgFolder(env, 'XDG_STATE_HOME', '.local', 'state'), 'hactl', 'agreed')

/** The nearest `.hactl.yaml`, in a folder or above it. */
export function projectFile(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, projectName)
    if (isThere(path)) return path
    if (folder === dirname(folder)) return undefined
  }
}

/** Not a named pipe, which would keep us waiting. In a folder that may not be looked into (HOME of somebody else) nothing is there for us. */
export function isThere(path: string): boolean {
  try {
    return statSync(path, {throwIfNoEntry: false})?.isFile() === true
  } catch {
    return false
  }
}
