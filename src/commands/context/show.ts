import type {Context} from '../../contexts/context.ts'
import {contextNamed} from '../../contexts/target.ts'
import {HactlError} from '../../protocol/error.ts'
import type {Style} from '../../terminal/style.ts'
import {HactlCommand} from '../base/command.ts'
import {durationText} from '../base/duration.ts'
import {Args} from '../base/oclif.ts'

interface Shown {
  readonly name: string
  readonly sockets: readonly string[]
  readonly master: string | null
  readonly level: string | null
  readonly readOnly: boolean
  readonly confirm: boolean
  readonly timeout: string | null
  readonly output: string | null
  readonly origin: string
}

export default class ContextShow extends HactlCommand {
  static override summary = 'show a context, or the one that is in use'
  static override description = 'What its file says, whichever flags are given; hactl config show --origin tells what holds.'
  static override examples = ['<%= config.bin %> context show', '<%= config.bin %> context show prod -o json']
  static override args = {name: Args.string({description: 'the context', ignoreStdin: true})}

  async run(): Promise<void> {
    const {args} = await this.parse(ContextShow)
    const {naming, files} = this.choice
    const name = args.name ?? (naming.by === 'context' ? naming.said.value : undefined)
    if (name === undefined)
      throw new HactlError('context-unknown', {
        exit: 2,
        message: 'no context is in use',
        hint: 'hactl context show NAME; hactl context list tells which there are',
      })
    await this.show(shown(await contextNamed(name, files)), {text, row: ({sockets, ...rest}) => ({...rest, sockets: sockets.join(' ')})})
  }
}

const shown = ({name, sockets, master, level, readOnly, confirm, defaults, origin}: Context): Shown => ({
  name,
  sockets,
  master: master ?? null,
  level: level ?? null,
  readOnly: readOnly?.value === true,
  confirm: confirm?.value === true,
  timeout: defaults.timeout ? durationText(defaults.timeout.value) : null,
  output: defaults.output?.value ?? null,
  origin,
})

function text({sockets, name, readOnly, confirm, ...rest}: Shown, style: Style): string {
  const lines = Object.entries({sockets: sockets.join(' ') || null, ...rest, 'read-only': readOnly || null, confirm: confirm || null})
  return [style.bold(name), ...lines.flatMap(([key, value]) => (value === null ? [] : [`  ${key.padEnd(9)}  ${value === true ? 'yes' : value}`]))].join('\n')
}
