import {defaultTimeout} from '../../client/options.ts'
import type {Choice} from '../../contexts/choose.ts'
import type {Said} from '../../contexts/context.ts'
import {unknownContext} from '../../contexts/target.ts'
import {namesOf} from '../../render/fields.ts'
import type {Cell, Column, Row} from '../../render/types.ts'
import {HactlCommand} from '../base/command.ts'
import {durationText} from '../base/duration.ts'
import {Flags} from '../base/oclif.ts'
import {targetFlags} from '../base/target.ts'

const shown = (cell: Cell): string => (cell === null ? '-' : String(cell))
const columns: readonly Column[] = [{name: 'setting'}, {name: 'value', format: shown}]
const withOrigin: readonly Column[] = [...columns, {name: 'origin', heading: 'FROM', kept: 'end'}]

export default class ConfigShow extends HactlCommand {
  static override summary = 'show which settings hold here, and who says so'
  static override description =
    'Flags go before variables of the environment, these before the project file, that before the user’s file, and HAProxy is discovered where nobody names one. No HAProxy is asked.'
  static override examples = ['<%= config.bin %> config show --origin', '<%= config.bin %> config show --context prod -o json']
  static override flags = {...targetFlags, origin: Flags.boolean({description: 'where each value comes from'})}
  static override fields = namesOf(withOrigin)

  async run(): Promise<void> {
    const {flags} = await this.parse(ConfigShow)
    const rows = rowsOf(this.choice)
    // a program gets all of it
    await this.showRows(flags.origin || this.output !== 'table' ? withOrigin : columns, [rows])
    const {project, user} = this.choice.files
    for (const file of [project, user]) if (file && flags.origin) this.note(`read: ${file.path}`)
    const {naming} = this.choice
    if (naming.by === 'context' && !naming.context) this.caution((await unknownContext(naming.said.value, this.choice.files, naming.said.origin)).message)
  }
}

const none = 'nobody'

function rowsOf({naming, timeout, output}: Choice): Row[] {
  const row = (setting: string, value: string | boolean | null, said: {readonly origin: string} | undefined, otherwise: string): Row => ({
    setting,
    value,
    origin: said?.origin ?? otherwise,
  })
  const context = naming.by === 'context' ? naming.context : undefined
  const flag = (name: string, said: Said<boolean> | undefined): Row => row(name, said?.value ?? false, said, 'hactl')
  return [
    row('context', naming.by === 'context' ? naming.said.value : null, naming.by === 'context' ? naming.said : undefined, none),
    naming.by === 'socket'
      ? row('address', naming.said.value.join(' '), naming.said, none)
      : row('address', (context?.master ?? context?.sockets.join(' ')) || null, context, naming.by === 'discovery' ? 'discovery' : none),
    row('level', context?.level ?? null, context?.level && context, none),
    row('timeout', durationText(timeout?.value ?? defaultTimeout), timeout, 'hactl'),
    row('output', output?.value ?? 'table', output, 'hactl'),
    flag('readOnly', context?.readOnly),
    flag('confirm', context?.confirm),
  ]
}
