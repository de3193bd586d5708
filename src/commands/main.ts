import {homedir} from 'node:os'
import type {Command, Interfaces} from '@oclif/core'
import {run} from '@oclif/core/run'
import {flagsBehindCommand, wordsBeforeFlags} from './base/argv.ts'
import {sharedTerminal} from './base/shared-terminal.ts'

type Manifest = Interfaces.Manifest['commands']
type Facts = Manifest[string]

/** What the build found out about the commands, so that no start has to: scripts/rolldown.config.mjs. */
export interface Build {
  readonly pjson: Interfaces.PJSON
  /** Every command, with what oclif wants to know of it before it knows which one is meant, … */
  readonly commands: Readonly<Record<string, Pick<Facts, 'summary'> & Partial<Pick<Facts, 'aliases' | 'hiddenAliases' | 'hidden'>>>>
  /** … and the rest, which help and completion ask for and no other start reads, of all commands with this first word. */
  readonly facts: (root: string, topic: string) => Manifest
  /** Loads a command's class. */
  readonly table: Readonly<Record<string, () => Promise<{readonly default: Command.Class}>>>
}

/** What is known of commands, read when something of it is asked for. */
function lazyFacts(root: string, {facts}: Build): (id: string) => Facts {
  const read = new Map<string, Manifest>()
  return (id) => {
    const [topic = id] = id.split(':')
    const ofTopic = read.get(topic) ?? facts(root, topic)
    read.set(topic, ofTopic)
    const found = ofTopic[id]
    if (!found) throw new TypeError(`command ${id} stands in the manifest but has no facts`)
    return found
  }
}

/** oclif's plugin, given instead of looked for: nothing is globbed, and no manifest is read from disk. */
function embedded(root: string, build: Build): Interfaces.Plugin {
  const {pjson, table} = build
  const factsOf = lazyFacts(root, build)
  const commandClass = async (id: string): Promise<Command.Class> => {
    const load = table[id]
    if (!load) throw new TypeError(`command ${id} stands in the manifest but not in the table`)
    const {default: command} = await load()
    command.id = id
    return command
  }
  // help writes over the ids of these: what is asked for later goes by the one that was given
  const commands = Object.entries(build.commands).map(([id, {summary, aliases = [], hiddenAliases = [], hidden = false}]) => ({
    id,
    summary,
    aliases,
    hiddenAliases,
    hidden,
    // other orders of its words, which hactl does not take
    permutations: [],
    pluginName: pjson.name,
    load: () => commandClass(id),
    get args() {
      return factsOf(id).args
    },
    get flags() {
      return factsOf(id).flags
    },
    get strict() {
      return factsOf(id).strict ?? true
    },
    get description() {
      return factsOf(id).description ?? ''
    },
    get fields() {
      return factsOf(id)['fields']
    },
    get examples() {
      return factsOf(id).examples ?? []
    },
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

/** @throws HactlError `usage` for a topic with flags and no verb, of which oclif would print the help, and end with 0 */
async function requireVerb(argv: readonly string[], build: Build): Promise<void> {
  const words = wordsBeforeFlags(argv)
  const id = words?.join(':') ?? ''
  if (!words || id in build.commands || !Object.keys(build.commands).some((command) => command.startsWith(`${id}:`))) return
  const {verbless} = await import('./base/unknown-command.ts')
  throw verbless(words.join(' '), build)
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
    const line = flagsBehindCommand(argv)
    await requireVerb(line, build)
    await run([...line], {root, pjson: build.pjson, plugins: new Map([[plugin.name, plugin]]), userPlugins: false, devPlugins: false})
  } catch (error) {
    const {report} = await import('./base/report.ts')
    process.exitCode = await report(error, argv, build)
  }
  await sharedTerminal().end()
  process.exit()
}
