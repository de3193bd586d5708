import {homedir} from 'node:os'
import type {Command, Interfaces} from '@oclif/core'
import {run} from '@oclif/core/run'
import {flagsBehindCommand} from './base/argv.ts'
import {report} from './base/report.ts'
import {sharedTerminal} from './base/shared-terminal.ts'

type Manifest = Interfaces.Manifest['commands']

/** What the build found out about the commands, so that no start has to: scripts/rolldown.config.mjs. */
export interface Build {
  readonly pjson: Interfaces.PJSON
  /** Without flags, examples and descriptions, … */
  readonly commands: Manifest
  /** … which only help asks for: they are most of it, and no other start reads them. */
  readonly details: (root: string) => Manifest
  /** Loads a command's class. */
  readonly table: Readonly<Record<string, () => Promise<{readonly default: Command.Class}>>>
}

/** oclif's plugin, given instead of looked for: nothing is globbed, and no manifest is read from disk. */
function embedded(root: string, build: Build): Interfaces.Plugin {
  const {pjson, table} = build
  let read: Manifest | undefined
  const detailsOf = (id: string): Manifest[string] | undefined => (read ??= build.details(root))[id]
  const commandClass = async (id: string): Promise<Command.Class> => {
    const load = table[id]
    if (!load) throw new TypeError(`command ${id} stands in the manifest but not in the table`)
    const {default: command} = await load()
    command.id = id
    return command
  }
  const commands = Object.entries(build.commands).map(([id, brief]) => ({
    ...brief,
    get flags() {
      return detailsOf(id)?.flags ?? {}
    },
    get examples() {
      return detailsOf(id)?.examples ?? []
    },
    get description() {
      return detailsOf(id)?.description ?? ''
    },
    load: () => commandClass(id),
  }))
  return {
    _base: '',
    alias: pjson.name,
    commandIDs: Object.keys(build.commands),
    commands,
    commandsDir: undefined,
    findCommand: (id: string) => commandClass(id),
    hasManifest: true,
    hooks: {},
    isRoot: true,
    load: () => Promise.resolve(),
    moduleType: 'module',
    name: pjson.name,
    options: {root},
    pjson,
    root,
    topics: Object.entries(pjson.oclif.topics ?? {}).map(([name, topic]) => ({...topic, name})),
    type: 'core',
    valid: true,
    version: pjson.version,
  }
}

function home(): string {
  try {
    return homedir()
  } catch {
    return '/'
  }
}

/** oclif asks the password file for home and shell, and fails for a user that is not in it (containers); nor does hactl have themes. */
function settleEnvironment(): void {
  process.env['HOME'] ??= home()
  process.env['SHELL'] ??= '/bin/sh'
  process.env['HACTL_DISABLE_THEME'] ??= '1'
}

/** Runs the command that argv names, and ends the process with its status. */
export async function main(root: string, argv: readonly string[], build: Build): Promise<never> {
  const plugin = embedded(root, build)
  settleEnvironment()
  // nothing is left that could end the command: that is a fault of ours, and never a success
  process.once('beforeExit', () => {
    process.exitCode = 5
  })
  try {
    await run([...flagsBehindCommand(argv)], {root, pjson: build.pjson, plugins: new Map([[plugin.name, plugin]]), userPlugins: false, devPlugins: false})
  } catch (error) {
    process.exitCode = await report(error, argv, build)
  }
  await sharedTerminal().end()
  process.exit()
}
