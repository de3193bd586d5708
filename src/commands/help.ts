import {loadHelpClass} from '@oclif/core/help'
import {HactlError} from '../protocol/error.ts'
import {HactlCommand} from './base/command.ts'
import {Args} from './base/oclif.ts'
import {nearest} from './base/suggest.ts'
import {pageText} from './base/topics/page.ts'
import {helpPages} from './base/topics/pages.ts'

export default class HelpCommand extends HactlCommand {
  static override summary = 'what a command does and takes, and what holds for all of them'
  static override description = `Of a command, of a topic (map, server), or of ${helpPages.map(({name}) => name).join(', ')}.`
  static override examples = ['<%= config.bin %> help map sync', '<%= config.bin %> help version', '<%= config.bin %> help exit-codes']
  static override strict = false
  static override args = {command: Args.string({description: 'words of the command, or one of those', ignoreStdin: true})}

  async run(): Promise<void> {
    const {argv} = await this.parse(HelpCommand)
    const [word = '', ...others] = argv.map(String)
    const page = others.length === 0 ? helpPages.find(({name}) => name === word) : undefined
    if (page) return this.terminal.stdout.write(pageText(page, this.terminal.stdout.width, await this.terminal.stdout.style()))
    await this.#requireKnown(word)
    const Help = await loadHelpClass(this.config)
    return new Help(this.config, this.config.pjson.oclif.helpOptions).showHelp(argv.map(String))
  }

  /** @throws HactlError `usage` for a first word that begins no command */
  async #requireKnown(word: string): Promise<void> {
    const {bin, commandIDs} = this.config
    const words = [...new Set([...commandIDs.map((id) => id.split(':')[0] ?? ''), ...helpPages.map(({name}) => name)])]
    if (word === '' || words.includes(word.split(':')[0] ?? '')) return
    const meant = await nearest(word, words)
    throw new HactlError('usage', {
      exit: 2,
      message: `there is no help on ${JSON.stringify(word)}`,
      hint: meant === undefined ? `${bin} help lists all commands, and what else there is help on` : `did you mean ${bin} help ${meant}?`,
    })
  }
}
