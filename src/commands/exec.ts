import {StringDecoder} from 'node:string_decoder'
import {type ExecOutcome, execLine} from '../client/exec.ts'
import {firstChange} from '../protocol/read-only.ts'
import {answerWithoutControls} from '../render/controls.ts'
import {Args} from './base/oclif.ts'
import {targetFlags} from './base/target.ts'
import {TargetCommand} from './base/target-command.ts'

export default class Exec extends TargetCommand {
  static override summary = 'send one line as it is, and print the answer byte for byte'
  static override description =
    'A LINE that ends in << or <<WORD takes standard input as its payload; hactl adds what ends it. Commands on one line are separated by `;`. `wait` and `show events SINK -w` may be silent for as long as they like, unless --timeout is given. On a terminal control characters of an answer are shown, not obeyed. Exit status 1 when HAProxy refused any of them.'
  static override examples = ["<%= config.bin %> exec 'show info'", "<%= config.bin %> exec 'add map /etc/haproxy/big.map <<' < entries"]
  // words without quotes are one line, as ssh takes them
  static override strict = false
  static override args = {line: Args.string({description: 'the line, as HAProxy’s management guide has it', ignoreStdin: true, required: true})}
  static override flags = {...targetFlags}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(Exec)
    const line = argv.join(' ')
    const client = await this.connect(flags, firstChange(line) !== undefined)
    const pieces: Buffer[] = []
    const json = this.output === 'json' || this.output === 'yaml'
    const {stdout} = this.terminal
    const decoder = new StringDecoder('utf8')
    const write = async (bytes: Buffer): Promise<void> => {
      if (json) pieces.push(bytes)
      // values of maps may come from requests: no terminal obeys them
      else await stdout.write(stdout.isTTY ? answerWithoutControls(decoder.write(bytes)) : bytes)
    }
    const {refused, severity} = await this.#sent(
      execLine(client, line, () => this.readInput(), write),
      decoder,
    )
    if (json) await this.show({ok: !refused, severity, answer: Buffer.concat(pieces)})
    if (refused) this.exitWith(1)
  }

  /** However the answer ended: what was cut of a character stands behind it. */
  async #sent(outcome: Promise<ExecOutcome>, decoder: StringDecoder): Promise<ExecOutcome> {
    try {
      return await outcome
    } finally {
      const cut = decoder.end()
      if (cut !== '') await this.terminal.stdout.write(cut)
    }
  }
}
