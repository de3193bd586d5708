import {userFile} from '../../contexts/paths.ts'
import {contextNamed} from '../../contexts/target.ts'
import {HactlError} from '../../protocol/error.ts'
import {HactlCommand} from '../base/command.ts'
import {draftFlag, written, writtenView} from '../base/context-view.ts'
import {Args, Flags} from '../base/oclif.ts'

export default class ContextUse extends HactlCommand {
  static override summary = 'make a context the target of commands that name none'
  static override description = 'Until another one is used. Flags, HACTL_SOCKET, HACTL_CONTEXT and a project file go before it.'
  static override examples = ['<%= config.bin %> context use lab', '<%= config.bin %> context use --none']
  static override args = {name: Args.string({description: 'the context', ignoreStdin: true})}
  static override flags = {none: Flags.boolean({description: 'use none: HAProxy is discovered again', default: false}), 'dry-run': draftFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ContextUse)
    const {name} = args
    if ((name === undefined) !== flags.none)
      throw new HactlError('usage', {exit: 2, message: 'one context is to be named, or --none', hint: 'hactl context list tells which there are'})
    if (name !== undefined) await contextNamed(name, {project: undefined, user: this.choice.files.user})
    const {useContext} = await import('../../contexts/edit.ts')
    const result = await written(await useContext(userFile(process.env), name), flags['dry-run'])
    await this.show(result, writtenView(result, name === undefined ? 'no context is in use' : `context ${name} is in use`))
    const {naming} = this.choice
    if (naming.by === 'discovery' || naming.said === this.choice.files.user?.current) return
    this.caution(`${naming.said.origin} goes before it, and names ${[naming.said.value].flat().join(', ')}`)
  }
}
