import {loadHelpClass} from '@oclif/core/help'
import {HactlCommand} from './base/command.ts'
import {Args} from './base/oclif.ts'

export default class HelpCommand extends HactlCommand {
  static override summary = 'what a command does and takes'
  static override examples = ['<%= config.bin %> help map sync', '<%= config.bin %> help version']
  static override strict = false
  static override args = {command: Args.string({description: 'words of the command', ignoreStdin: true})}

  async run(): Promise<void> {
    const {argv} = await this.parse(HelpCommand)
    const Help = await loadHelpClass(this.config)
    await new Help(this.config, this.config.pjson.oclif.helpOptions).showHelp(argv.map(String))
  }
}
