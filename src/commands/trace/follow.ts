import {followTrace} from '../../trace/follow.ts'
import {eventColumns, eventLine, eventRows} from '../base/event-view.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'
import {sourcesArgument, traceFlags} from '../base/trace-flags.ts'

export default class TraceFollow extends TargetCommand {
  static override summary = 'trace a part of HAProxy, show it as it comes, and remove the trace at the end'
  static override description =
    'Until Ctrl-C. However it ends (SIGINT, SIGTERM, a terminal that is closed, `| head`), the trace is stopped, its sink taken away, and level and verbosity are put back; only SIGKILL leaves it, which hactl trace list shows and hactl trace stop ends. After a reload the new process is traced. A source that is being traced already is left alone (exit 4). -o json is one object a line. Needs level operator.'
  static override examples = [
    '<%= config.bin %> trace follow h1 --level developer',
    '<%= config.bin %> trace follow h1 stream --level developer --verbosity minimal -o json',
  ]
  static override args = {sources: sourcesArgument}
  static override flags = {...targetFlags, ...traceFlags}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(TraceFollow)
    using reader = this.terminal.readerLeft()
    const client = (await this.connect(flags, true)).with({signal: AbortSignal.any([this.signal, reader.signal])})
    try {
      await this.showStream(eventColumns, eventRows(followTrace(client, args.sources, flags)), eventLine)
    } catch (error) {
      const left = error instanceof Error && 'code' in error && error.code === 'trace-left'
      if (left || (!this.signal.aborted && !reader.signal.aborted)) throw error
      if (this.signal.aborted) this.endStopped()
    }
  }
}
