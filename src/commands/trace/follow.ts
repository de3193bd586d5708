import {HactlError} from '../../protocol/error.ts'
import {followTrace} from '../../trace/follow.ts'
import {eventColumns, eventLine, eventRows} from '../base/event-view.ts'
import {targetFlags} from '../base/target.ts'
import {TargetCommand} from '../base/target-command.ts'
import {sourcesArgument, traceFlags} from '../base/trace-flags.ts'

export default class TraceFollow extends TargetCommand {
  static override summary = 'trace a part of HAProxy, show it as it comes, and remove the trace at the end'
  static override description =
    'Until Ctrl-C. However it ends (SIGINT, SIGTERM, a terminal that is closed, `| head`), the trace is stopped, and sink, level, verbosity and the events to start and stop with are what they were before; only SIGKILL leaves it, which hactl trace list shows and hactl trace stop ends. After a reload the new process is traced, and the old one no more. A source that is being traced already is left alone, and so is the trace that somebody else begins meanwhile; when somebody stops this one, it says so (all exit 4). Takes two of the connections of `stats maxconn`. -o json is one object a line. Needs level operator.'
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
    const told = {
      caution: (text: string) => this.caution(text),
      moved: ({info}: typeof client) => this.note(`HAProxy was reloaded: what follows comes from process ${info.pid}`),
    }
    try {
      await this.showStream(eventColumns, eventRows(followTrace(client, args.sources, {...flags, ...told})), eventLine)
    } catch (error) {
      if (remains(error) || (!this.signal.aborted && !reader.signal.aborted)) throw error
      if (this.signal.aborted) this.endStopped()
    }
  }
}

/** Of those it must be told whatever ended the command. */
const remains = (error: unknown): boolean => error instanceof HactlError && (error.code === 'trace-left' || error.code === 'trace-taken')
