import {userFile} from '../../contexts/paths.ts'
import {levels} from '../../protocol/command.ts'
import {parseDuration} from '../../protocol/duration.ts'
import {HactlError} from '../../protocol/error.ts'
import {outputFormats} from '../../render/types.ts'
import {parseAddress} from '../../transport/address.ts'
import {HactlCommand} from '../base/command.ts'
import {draftFlag, written, writtenView} from '../base/context-view.ts'
import {Args, Flags} from '../base/oclif.ts'

/** @returns the text as it was, when it can be read */
const checked =
  (read: (text: string) => unknown) =>
  (text: string): Promise<string> => {
    read(text)
    return Promise.resolve(text)
  }

export default class ContextAdd extends HactlCommand {
  static override summary = 'give a HAProxy a name'
  static override description = 'Writes to the user’s own file, $XDG_CONFIG_HOME/hactl/config.yaml; comments and what else stands there are kept.'
  static override examples = [
    '<%= config.bin %> context add cellar --socket /run/haproxy/admin.sock',
    '<%= config.bin %> context add web --socket tcp://10.0.0.5:9999 --level admin --confirm',
  ]
  static override args = {name: Args.string({description: 'how it is called from now on', ignoreStdin: true, required: true})}
  static override flags = {
    socket: Flags.string({
      char: 's',
      description: 'where it listens: a path, unix:// or tcp://host:port; may be given more than once',
      helpValue: 'ADDR',
      multiple: true,
      multipleNonGreedy: true,
      parse: checked(parseAddress),
      exclusive: ['master'],
    }),
    master: Flags.string({
      description: 'where its master listens (haproxy -S), to which no command of hactl speaks yet',
      helpValue: 'ADDR',
      parse: checked(parseAddress),
    }),
    level: Flags.option({description: 'the least level that the socket must have', helpValue: levels.join('|'), options: levels})(),
    'read-only': Flags.boolean({description: 'refuse everything that changes it'}),
    confirm: Flags.boolean({description: 'ask before each change'}),
    'default-timeout': Flags.string({
      description: 'deadline of one exchange with it',
      helpValue: '500ms|30s|2m',
      parse: checked((text) => parseDuration(text, '--default-timeout')),
    }),
    'default-output': Flags.option({description: 'form of the output', helpValue: outputFormats.join('|'), options: outputFormats})(),
    replace: Flags.boolean({description: 'where there is one of this name, take its place'}),
    use: Flags.boolean({description: 'and use it from now on'}),
    'dry-run': draftFlag,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ContextAdd)
    const {socket: sockets = [], master, level} = flags
    if (sockets.length === 0 && master === undefined)
      throw new HactlError('usage', {exit: 2, message: 'a context needs an address', hint: `hactl context add ${args.name} --socket /run/haproxy/admin.sock`})
    if (master !== undefined) this.caution('no command of hactl speaks to a master yet: --socket names the worker')
    const {addContext} = await import('../../contexts/edit.ts')
    const [timeout, output] = [flags['default-timeout'], flags['default-output']]
    const context = {
      ...(sockets.length > 0 && {sockets}),
      ...(master !== undefined && {master}),
      ...(level && {level}),
      ...(flags['read-only'] && {readOnly: true as const}),
      ...(flags.confirm && {confirm: true as const}),
      ...((timeout !== undefined || output) && {defaults: {...(timeout !== undefined && {timeout}), ...(output && {output})}}),
    }
    const draft = await addContext(userFile(process.env), args.name, context, {replace: flags.replace, use: flags.use})
    const result = await written(draft, flags['dry-run'])
    await this.show(
      result,
      writtenView(result, `context ${args.name} is there${flags.use ? ' and in use' : `; hactl context use ${args.name} makes it the target`}`),
    )
  }
}
