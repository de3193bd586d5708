import {startupLogs} from '../process/reports.ts'
import type {StartupLog} from '../protocol/commands/process/show-startup-logs.ts'
import type {Style} from '../terminal/style.ts'
import {targetFlags} from './base/target.ts'
import {TargetCommand} from './base/target-command.ts'

export default class StartupLogs extends TargetCommand {
  static override summary = 'what HAProxy said while it started'
  static override description = 'Warnings of the configuration that is running, also where nobody saw them. Often there are none. Needs level operator.'
  static override examples = ['<%= config.bin %> startup-logs', '<%= config.bin %> startup-logs -o json --fields level,message']
  static override flags = {...targetFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(StartupLogs)
    const logs = await startupLogs(await this.connect(flags))
    if (logs.length === 0) this.note('HAProxy said nothing while it started')
    // a person wants to read a message to its end
    if (this.people) return this.show(logs, {text: textOf})
    return this.showRows(
      [{name: 'level'}, {name: 'pid'}, {name: 'message'}],
      [logs.map(({level, pid, message}) => ({level: level ?? null, pid: pid ?? null, message}))],
    )
  }
}

const textOf = (logs: readonly StartupLog[], style: Style): string => logs.map(({level, message}) => `${toned(level, style)}${message}\n`).join('')

function toned(level: string | undefined, {red, yellow, dim}: Style): string {
  if (level === undefined) return ''
  const shown = `${level.padEnd('warning'.length)}  `
  return level === 'alert' || level === 'emerg' ? red(shown) : level === 'warning' ? yellow(shown) : dim(shown)
}
