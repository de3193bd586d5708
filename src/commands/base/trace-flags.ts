import type {Traced} from '../../trace/arm.ts'
import {Args, Flags} from './oclif.ts'

export const sourcesArgument = Args.string({description: 'what to trace: h1, h2, stream …', ignoreStdin: true, multiple: true, required: true})

export const traceFlags = {
  sink: Flags.string({description: 'the ring that takes the events (default buf0)', helpValue: 'NAME'}),
  level: Flags.string({description: 'how much: error, user, proto, state, data, developer', helpValue: 'NAME'}),
  verbosity: Flags.string({description: 'how it is decoded: quiet, clean, minimal, simple, advanced, complete', helpValue: 'NAME'}),
}

/** `traced into buf0` */
export const tracedText = ({state, sink}: Traced): string => {
  const into = sink === null ? '' : ` into ${sink}`
  return state === 'running' ? `traced${into}` : state === 'waiting' ? `waiting for an event${into}` : 'not traced'
}
