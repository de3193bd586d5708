import {readdirSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

/** The project's folder, with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** What stands in src/commands and is no command. */
const notCommands = /^(?:base\/|main\.ts$)|\.d\.ts$/

/** Every command: its id is its path. */
export const commandFiles = () =>
  readdirSync(`${root}src/commands`, {recursive: true})
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !notCommands.test(path))
    .toSorted((one, other) => (one < other ? -1 : 1))
    .map((path) => ({path, id: path.slice(0, -'.ts'.length).replaceAll('/', ':')}))
