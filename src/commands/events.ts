import {followEvents} from '../events/follow.ts'
import {readEvents} from '../events/read.ts'
import {listSinks} from '../events/sinks.ts'
import {HactlError} from '../protocol/error.ts'
import {namesOf} from '../render/fields.ts'
import {eventColumns, eventLine, eventRows, sinkColumns, sinkRow} from './base/event-view.ts'
import {Args, Flags} from './base/oclif.ts'
import {targetFlags} from './base/target.ts'
import {TargetCommand} from './base/target-command.ts'

export default class Events extends TargetCommand {
  static override summary = 'what HAProxy wrote into a ring: logs, traces, and as it comes'
  static override description =
    'Without a name: where HAProxy writes events to, and how many were lost. A `ring` section with `log ring@NAME` makes a ring for logs; buf0 takes traces. --follow goes on until Ctrl-C, whatever `stats timeout` says, and moves on to the new process after a reload; -o json is then one object a line, and --query answers for each event. The time is as HAProxy wrote it. Needs level operator, the list level user.'
  static override examples = [
    '<%= config.bin %> events',
    '<%= config.bin %> events buf0 -o json --fields time,text',
    '<%= config.bin %> events requests --follow --new',
  ]
  static override args = {sink: Args.string({description: 'the ring; without one they are listed', ignoreStdin: true})}
  static override flags = {
    ...targetFlags,
    follow: Flags.boolean({char: 'f', description: 'go on with what comes, until Ctrl-C'}),
    new: Flags.boolean({description: 'only what comes from now on', dependsOn: ['follow']}),
  }
  static override fields = namesOf([...sinkColumns, ...eventColumns])

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Events)
    const {sink} = args
    if (sink === undefined && flags.follow)
      throw new HactlError('usage', {exit: 2, message: '--follow needs the name of a ring', hint: 'hactl ring lists them'})
    const client = await this.connect(flags)
    if (sink === undefined) return this.showRows(sinkColumns, [(await listSinks(client)).map(sinkRow)])
    if (!flags.follow) {
      const none = (): void => this.note(`${sink} holds nothing; --follow waits for what comes`)
      return this.showLines(eventColumns, eventRows(readEvents(client, sink), none), eventLine)
    }
    const {pid} = client.info
    const begun = (process: typeof client): void => {
      if (process.info.pid !== pid) this.note(`HAProxy was reloaded: what follows comes from process ${process.info.pid}`)
    }
    try {
      await this.showStream(eventColumns, eventRows(followEvents(client, sink, {fresh: flags.new, begun})), eventLine)
    } catch (error) {
      if (!this.signal.aborted) throw error
      this.endStopped()
    }
  }
}
