import {addAbortSignal} from 'node:stream'
import {openBatchFile} from '../batch/file.ts'
import {commandsText} from '../batch/incomplete.ts'
import {readBatch} from '../batch/read.ts'
import type {BatchRecord} from '../batch/record.ts'
import {runBatch} from '../batch/run.ts'
import {readOnlyRefusal} from '../client/options.ts'
import {countText} from '../maps/count-text.ts'
import {namesOf} from '../render/fields.ts'
import type {Row} from '../render/types.ts'
import {batchColumns, batchLineText, batchRow, tellsPeople} from './base/batch-view.ts'
import {Args, Flags} from './base/oclif.ts'
import {targetFlags} from './base/target.ts'
import {TargetCommand} from './base/target-command.ts'

export default class Batch extends TargetCommand {
  static override summary = 'send the commands of a file, a line each, and tell what became of each'
  static override description =
    'A line is what HAProxy would get on a connection of its own: one command, or several with `;` between them. Blank lines and those that begin with # are left out. Behind a line that ends in << or <<WORD stands its payload, up to an empty line, or WORD. A file is read to its end before its first line is sent, standard input (-) runs as it comes. It stops behind the first line of which HAProxy refused a command; --keep-going runs all of them, and many at once. Exit status 1 when any was refused, 5 when the connection was lost in the middle: the message says what ran, what may have run and what did not. -o json writes one object a line for each command.'
  static override examples = ['<%= config.bin %> batch commands.txt', '<%= config.bin %> batch --keep-going -o json - < commands.txt']
  static override args = {file: Args.string({description: 'file of commands, or - for standard input', ignoreStdin: true, required: true})}
  static override flags = {
    ...targetFlags,
    'keep-going': Flags.boolean({char: 'k', description: 'run the rest when HAProxy refuses a command', exclusive: ['stop-on-error']}),
    'read-only': Flags.boolean({description: 'refuse everything that changes something, and what is not known'}),
    'stop-on-error': Flags.boolean({description: 'run nothing behind a line that HAProxy refuses (default)'}),
  }

  #commands = 0
  #refused = 0
  #line = 0
  static override fields = namesOf(batchColumns)

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Batch)
    const connected = await this.connect(flags, !flags['read-only'])
    const refusal = flags['read-only'] ? readOnlyRefusal('--read-only was given') : undefined
    const client = refusal ? connected.with({refusal}) : connected
    await using file = args.file === '-' ? undefined : await openBatchFile(args.file, client, {standardInput: this.terminal.stdin, signal: this.signal})
    const lines = file?.lines() ?? readBatch(this.#input(), client)
    try {
      await this.showStream(batchColumns, this.#rows(runBatch(client, lines, {keepGoing: flags['keep-going']})), batchLineText)
    } finally {
      // whoever still writes to it keeps nobody waiting
      if (!file) this.terminal.stdin.destroy()
    }
    const stopped = this.#refused > 0 && !flags['keep-going'] ? `; nothing behind line ${this.#line} was sent` : ''
    this.note(`${commandsText(this.#commands)}, ${countText(this.#refused)} refused${stopped}`)
    if (this.#refused > 0) this.exitWith(1)
  }

  #input(): AsyncIterable<Uint8Array> {
    const {stdin, isInteractive} = this.terminal
    if (isInteractive) this.note('reading commands from the terminal; Ctrl-D ends them')
    return addAbortSignal(this.signal, stdin)
  }

  async *#rows(batches: AsyncIterable<readonly BatchRecord[]>): AsyncGenerator<readonly Row[]> {
    for await (const records of batches) {
      this.#commands += records.length
      for (const {ok} of records) if (ok === false) this.#refused += 1
      this.#line = records.at(-1)?.line ?? this.#line
      yield (this.people ? records.filter(tellsPeople) : records).map(batchRow)
    }
  }
}
