import type {ClientOptions} from '../client/options.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {type NamedTarget, targetOf} from '../contexts/target.ts'
import {HactlCommand} from './base/command.ts'
import {Flags} from './base/oclif.ts'
import {protect} from './base/protection.ts'
import {targetFlags} from './base/target.ts'

export default class ShellCommand extends HactlCommand {
  static override summary = 'work on a HAProxy by hand: its commands and those of hactl, with completion'
  static override description =
    'Takes any command of HAProxy as it is, and any of hactl without the word hactl. Each has a connection of its own, so that no reload is missed; what holds for one connection (operator, set timeout cli, set severity-output …) is sent in front of each. Tab completes from the HAProxy at hand, \\? tells the rest. Where standard input is no terminal it is hactl batch -.'
  static override examples = ['<%= config.bin %> shell', '<%= config.bin %> shell -s /run/haproxy/admin.sock --read-only']
  static override flags = {
    ...targetFlags,
    'read-only': Flags.boolean({description: 'refuse everything that changes something, and what is not known'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(ShellCommand)
    const {keyboard} = await import('../terminal/keyboard.ts')
    const editor = keyboard()
    if (!editor) return this.#withoutTerminal()
    const target = await targetOf(this.choice)
    const timeout = this.choice.timeout?.value
    const {discoverSocket} = await import('../client/discover.ts')
    const {readOnlyRefusal} = await import('../client/options.ts')
    const {RuntimeClient} = await import('../client/runtime-client.ts')
    const refusal = flags['read-only'] ? readOnlyRefusal('this shell is read-only', 'hactl shell without --read-only sends it') : await this.#refusalIn(target)
    const connect = (address: string): Promise<RuntimeClient> => RuntimeClient.connect(address, {timeout, debug: this.debugSink, refusal})
    const [{Shell}, {ShellConnection}, {History, historyFile}, {verbsOf}, {report}] = await Promise.all([
      import('../shell/shell.ts'),
      import('../shell/connection.ts'),
      import('../shell/history.ts'),
      import('./base/verbs.ts'),
      import('./base/report.ts'),
    ])
    const connection = new ShellConnection(await connect(target?.address ?? (await discoverSocket())), timeout, (line) => this.terminal.say(line))
    const verbs = verbsOf(this.config)
    this.terminal.keepsRunning = true
    const shell = new Shell({
      terminal: this.terminal,
      editor,
      connection,
      verbs,
      history: await History.open(historyFile(process.env)),
      output: this.output === 'table' ? undefined : this.output,
      readOnly: flags['read-only'] || target?.context?.readOnly?.value === true,
      connect,
      report: async (error) => {
        await report(error, [], {pjson: this.config.pjson, commands: {}})
        process.exitCode = 0
      },
    })
    await shell.run()
  }

  /** Nobody types: what comes is a batch, with the same flags. */
  async #withoutTerminal(): Promise<void> {
    const {default: Batch} = await import('./batch.ts')
    await Batch.run(['-', ...this.argv], this.config)
  }

  /** What a context's file refuses. Nobody is asked at the start for what may never be typed. */
  async #refusalIn(target: NamedTarget | undefined): Promise<ClientOptions['refusal']> {
    if (!target?.context) return undefined
    return protect({...target, context: target.context}, false, {
      note: (line) => this.note(line),
      confirm: (question) => this.confirm(question),
      ask: () => Promise.resolve(undefined),
    })
  }
}
