import type {TraceReport} from '../../trace/arm.ts'
import type {View} from './command.ts'
import {Args, Flags} from './oclif.ts'

export const sourcesArgument = Args.string({description: 'what to trace: h1, h2, stream …', ignoreStdin: true, multiple: true, required: true})

export const traceFlags = {
  sink: Flags.string({description: 'the ring that takes the events (default buf0)', helpValue: 'NAME'}),
  level: Flags.string({description: 'how much: error, user, proto, state, data, developer', helpValue: 'NAME'}),
  verbosity: Flags.string({description: 'how it is decoded: quiet, clean, minimal, simple, advanced, complete', helpValue: 'NAME'}),
}

/** What was sent, or for a dry run would be. */
export function traceViewOf({changed}: TraceReport, said: (report: TraceReport) => string): View<TraceReport> {
  return {
    ...(changed ? {summary: (report, style) => `${style.green('✓')} ${said(report)}`} : {text: ({commands}) => `${commands.join('\n')}\n`}),
    row: ({sources, commands, ...rest}) => ({sources: sources.join(','), ...rest, commands: commands.join(';')}),
  }
}
