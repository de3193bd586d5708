import {userFile} from '../../contexts/paths.ts'
import {HactlCommand} from '../base/command.ts'
import {draftFlag, written, writtenView} from '../base/context-view.ts'
import {Args} from '../base/oclif.ts'

export default class ContextRemove extends HactlCommand {
  static override summary = 'take a context out of the user’s file'
  static override description = 'Nothing is told to its HAProxy. Contexts of a project file are edited there.'
  static override examples = ['<%= config.bin %> context remove lab', '<%= config.bin %> context remove lab --dry-run']
  static override args = {name: Args.string({description: 'the context', ignoreStdin: true, required: true})}
  static override flags = {'dry-run': draftFlag}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ContextRemove)
    const {removeContext} = await import('../../contexts/edit.ts')
    const result = await written(await removeContext(userFile(process.env), args.name), flags['dry-run'])
    await this.show(result, writtenView(result, `context ${args.name} is removed`))
  }
}
