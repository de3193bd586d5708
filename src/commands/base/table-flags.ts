import {Args, Flags} from './oclif.ts'

export const tableArgument = Args.string({
  description: 'the stick table: the name of its section, or PEERS/NAME',
  ignoreStdin: true,
  required: true,
})

export const tableKeyArgument = Args.string({description: 'the key, as the table shows it', ignoreStdin: true, required: true})

/** Conditions on what entries store. */
export const filterFlag = Flags.string({
  description: 'only entries of which this is true, up to four times: "gpc0 gt 5", "http_req_rate>=100"; eq, ne, lt, le, gt, ge',
  helpValue: 'FILTER',
  multiple: true,
  multipleNonGreedy: true,
})
