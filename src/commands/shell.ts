import {linesWithoutControls} from '../render/controls.ts'
import {chosen} from './base/chosen.ts'
import {HactlCommand} from './base/command.ts'
import {Flags} from './base/oclif.ts'
import {targetFlags} from './base/target.ts'

export default class ShellCommand extends HactlCommand {
  static override summary = 'work on a HAProxy by hand: its commands and those of hactl, with completion'
  static override description =
    'Takes any command of HAProxy as it is, and any of hactl without the word hactl. Each has a connection of its own, so that no reload is missed; what holds for one connection (operator, set timeout cli, set severity-output …) is sent in front of each, unless --session prompt keeps one connection for all commands of HAProxy. A context’s protection holds for all of them. Tab completes from the HAProxy at hand, \\c goes to another context, \\? tells the rest. Where standard input is no terminal it is hactl batch -.'
  static override examples = [
    '<%= config.bin %> shell',
    '<%= config.bin %> shell --context lab',
    '<%= config.bin %> shell -s /run/haproxy/admin.sock --read-only',
    '<%= config.bin %> shell --session prompt',
  ]
  static override flags = {
    ...targetFlags,
    session: Flags.option({
      description: 'a connection for each command of HAProxy, or one that is kept: it holds one of HAProxy’s slots, and the old process after a reload',
      options: ['oneshot', 'prompt'] as const,
    })({default: 'oneshot'}),
    'read-only': Flags.boolean({description: 'refuse everything that changes something, and what is not known'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(ShellCommand)
    const {keyboard} = await import('../terminal/keyboard.ts')
    const editor = keyboard()
    if (!editor) return this.#withoutTerminal(flags.session)
    const [{Shell}, {ShellConnection}, {History, historyFile}, {verbsOf}, {report}, {choiceOf, openTarget}, {KeptSession, sessionCost}] = await Promise.all([
      import('../shell/shell.ts'),
      import('../shell/connection.ts'),
      import('../shell/history.ts'),
      import('./base/verbs.ts'),
      import('./base/report.ts'),
      import('./base/shell-target.ts'),
      import('../shell/session.ts'),
    ])
    const target = await openTarget(this.choice, flags, this.debugSink)
    const tell = (line: string): Promise<void> => this.terminal.say(linesWithoutControls(line))
    const session = flags.session === 'prompt' ? new KeptSession(tell) : undefined
    if (session) this.note(sessionCost)
    const connection = new ShellConnection(target, tell, session)
    this.terminal.keepsRunning = true
    const shell = new Shell({
      terminal: this.terminal,
      editor,
      connection,
      verbs: verbsOf(this.config),
      history: await History.open(historyFile(process.env)),
      open: async (to) => openTarget(await choiceOf(to, flags), flags, this.debugSink),
      contextFiles: async () => (await chosen({})).files,
      report: async (error) => {
        await report(error, [], {pjson: this.config.pjson, commands: {}})
        process.exitCode = 0
      },
    })
    await shell.run()
  }

  /** Nobody types: what comes is a batch, with the same flags, which knows itself what needs a connection of its own. */
  async #withoutTerminal(session: string): Promise<void> {
    const {default: Batch} = await import('./batch.ts')
    const others = this.argv.filter(
      (word, at, words) => word !== '--session' && !word.startsWith('--session=') && !(word === session && words[at - 1] === '--session'),
    )
    await Batch.run(['-', ...others], this.config)
  }
}
