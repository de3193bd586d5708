import {stripVTControlCharacters} from 'node:util'
import {CommandHelp, Help} from '@oclif/core/help'
import {statusLine} from './exit-statuses.ts'
import {sharedTerminal} from './shared-terminal.ts'
import {helpPages} from './topics/pages.ts'

/** A line of a section: what is typed, what it does. */
type Entry = readonly [string, string]

const examples: readonly Entry[] = [
  ['map sync big.map', 'make a running map equal to a file'],
  ['map sync big.map --dry-run', 'show what would be sent, change nothing'],
  ['map show big.map -o json', 'the entries of a map, for jq'],
  ['stat --down', 'which servers and backends are not up'],
  ['server drain be_old/web1 --wait', 'no new visitors, then wait for the rest'],
]

/** Commands that stand alone, by what a person looks for; one that is new stands with the last of them until it is placed. */
const subjects: readonly (readonly [subject: string, commands: readonly string[]])[] = [
  ['now', ['stat', 'info', 'doctor', 'errors', 'events', 'ring']],
  ['process', ['version', 'level', 'sockets', 'env', 'libs', 'startup-logs']],
  ['inside', ['activity', 'pools', 'tasks', 'threads', 'fd']],
  ['around', ['cache', 'peers', 'resolvers']],
  ['by hand', ['shell', 'batch', 'exec', 'completion', 'help']],
]

const everywhere: readonly Entry[] = [
  ['-s, --socket ADDR', 'a path, unix:// or tcp://host:port (hactl help contexts)'],
  ['-o, --output FORM', 'table, json, yaml, csv or plain (hactl help output)'],
  ['-h, --help', 'of a topic or command: hactl server --help'],
]

/** Flags that are the same everywhere come last. */
const lastGroups = ['TARGET', 'GLOBAL']

type Flags = Parameters<CommandHelp['flags']>[0]

/** oclif's own, in the order in which a command's own things come first. */
class HactlCommandHelp extends CommandHelp {
  protected override defaultUsage(): string {
    return `${super.defaultUsage()} [FLAGS]`
  }

  protected override arg(argument: Parameters<CommandHelp['arg']>[0]): string {
    const shown = super.arg(argument)
    return argument.multiple === true || this.command.strict === false ? shown.replace(/\]?$/, '...$&') : shown
  }

  protected override examples(examples: Parameters<CommandHelp['examples']>[0]): string | undefined {
    // oclif does so with those that begin with hactl
    const prompted = (line: string): string => (line.startsWith('<%= config.bin %>') ? line : `$ ${line}`)
    return super.examples(Array.isArray(examples) ? examples.map((each) => (typeof each === 'string' ? prompted(each) : each)) : examples)
  }

  protected override groupFlags(flags: Flags): {flagGroups: Record<string, Flags>; mainFlags: Flags} {
    // the blanks in the place of a letter are lost on the first line of a section
    const lettersFirst = flags.toSorted((one, other) => Number(one.char === undefined) - Number(other.char === undefined))
    const {flagGroups, mainFlags} = super.groupFlags(lettersFirst)
    const own = Object.entries(flagGroups).filter(([name]) => !lastGroups.includes(name))
    const last = lastGroups.flatMap((name) => (flagGroups[name] ? [[name, flagGroups[name]] as const] : []))
    return {flagGroups: Object.fromEntries([...own, ...last]), mainFlags}
  }
}

function bySubject(ids: readonly string[]): [subject: string, ids: string[]][] {
  const placed = new Set(subjects.flatMap(([, commands]) => commands))
  const rows = subjects.map(([subject, commands]): [string, string[]] => [subject, commands.filter((id) => ids.includes(id))])
  rows.at(-1)?.[1].push(...ids.filter((id) => !placed.has(id)))
  return rows
}

/** One screen for `hactl`; oclif's own help for topics and commands. */
export default class HactlHelp extends Help {
  protected override CommandHelpClass = HactlCommandHelp

  override showRootHelp(): Promise<void> {
    const {bin, version} = this.config
    const topics = this.sortedTopics.filter((topic) => !topic.name.includes(':') && !topic.hidden)
    const alone = this.sortedCommands.filter((command) => !command.id.includes(':') && !command.aliases.includes(command.id))
    const sections = [
      `${bin} ${version} - HAProxy's Runtime API on the command line`,
      this.entries(
        'START HERE',
        examples.map(([words, meaning]): Entry => [`${bin} ${words}`, meaning]),
      ),
      // their verbs only: `hactl map` tells what they do
      this.entries(
        'TOPICS',
        topics.map(({name}): Entry => [name, this.verbsOf(name).join(', ')]),
      ),
      this.entries(
        'MORE',
        bySubject(alone.map(({id}) => id)).map(([subject, ids]): Entry => [subject, ids.join(', ')]),
      ),
      this.entries('WITH EVERY COMMAND', everywhere),
      this.entries('HELP ON', [[`${bin} help WORD`, helpPages.map(({name}) => name).join(', ')]]),
      this.section('EXIT STATUS', this.wrap(statusLine)),
    ]
    this.log(sections.join('\n\n'))
    return Promise.resolve()
  }

  /** In the shell, help is read like anything else that is long. What decides about colour is more than oclif knows. */
  protected override log(...lines: string[]): void {
    const {paging, isColoured} = sharedTerminal().stdout
    const text = isColoured ? lines.join(' ') : stripVTControlCharacters(lines.join(' '))
    if (paging) void paging.write(`${text}\n`).catch(() => {})
    else super.log(text)
  }

  private verbsOf(topic: string): string[] {
    return this.sortedCommands.filter((command) => command.id.startsWith(`${topic}:`)).map(({id}) => id.slice(topic.length + 1).replaceAll(':', ' '))
  }

  private entries(title: string, entries: readonly Entry[]): string {
    return this.section(
      title,
      this.renderList(
        entries.map(([words, meaning]) => [words, meaning]),
        {indentation: 2, spacer: '\n'},
      ),
    )
  }
}
