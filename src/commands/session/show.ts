import {showSession} from '../../sessions/show.ts'
import {Args} from '../base/oclif.ts'
import {detailText} from '../base/session-view.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'

export default class SessionShow extends TargetCommand {
  static override summary = 'all that HAProxy knows of one session'
  static override description =
    'Who it is and where it goes, and below that its inside as HAProxy’s developers see it: both connections, the analysers, the buffers. Ids are used anew: NUMBER is what no other session of this process has. Needs level operator.'
  static override examples = [
    '<%= config.bin %> session show $(hactl session list --fields id -o plain | head -1)',
    '<%= config.bin %> session show --json $(hactl session list --query "[0].id" -o plain)',
  ]
  static override args = {session: Args.string({description: 'its id, as hactl session list has it', ignoreStdin: true, required: true})}
  static override flags = {...targetFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionShow)
    await this.show(await showSession(await this.connect(flags), args.session), {text: detailText})
  }
}
