import {type Permission, type Permissions, permissions} from '../process/level.ts'
import type {Style} from '../terminal/style.ts'
import {targetFlags} from './base/target.ts'
import {TargetCommand} from './base/target-command.ts'

interface Report extends Permissions {
  readonly address: string
  readonly version: string
}

export default class Level extends TargetCommand {
  static override summary = 'what this socket may do, and which commands that allows'
  static override description =
    'HAProxy gives each socket a level: user reads, operator sees more and clears, admin changes (`stats socket PATH level LEVEL`). Which level a command needs differs between versions of HAProxy.'
  static override examples = ['<%= config.bin %> level', '<%= config.bin %> level -o json --query "commands[?allowed].command"']
  static override flags = {...targetFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(Level)
    const client = await this.connect(flags)
    const {address, version} = client.target
    const report: Report = {address, version, ...permissions(client)}
    await this.show(report, {text, row: ({commands, ...rest}) => ({...rest, allowed: namesOf(commands.filter(({allowed}) => allowed)).join(',')})})
  }
}

const namesOf = (commands: readonly Permission[]): string[] => commands.map(({command}) => command)

function text({level, version, address, commands}: Report, style: Style): string {
  const lines = (chosen: readonly Permission[], behind: (each: Permission) => string): string[] => {
    const width = Math.max(...commands.map(({command}) => command.length))
    return chosen.map((each) => `  ${each.command.padEnd(width)}  ${behind(each)}`)
  }
  const section = (title: string, shown: readonly string[]): string => (shown.length === 0 ? '' : `\n${style.bold(title)}\n${shown.join('\n')}\n`)
  const refused = commands.filter(({available, allowed}) => available && !allowed)
  const lacking = commands.filter(({available}) => !available)
  return [
    `level ${style.bold(level)} on HAProxy ${version} at ${address}\n`,
    section(
      'ALLOWED',
      lines(
        commands.filter(({allowed}) => allowed),
        (each) => style.dim(each.level),
      ),
    ),
    section(
      'REFUSED',
      lines(refused, (each) => style.yellow(`needs ${each.level}`)),
    ),
    section(
      'NOT IN THIS HAPROXY',
      lines(lacking, ({since}) => style.dim(`since ${since}`)),
    ),
    refused.length === 0
      ? ''
      : `\n\`stats socket PATH level ${refused.some((each) => each.level === 'admin') ? 'admin' : 'operator'}\` in the global section of haproxy.cfg grants them all\n`,
  ].join('')
}
