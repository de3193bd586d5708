import {Args} from './oclif.ts'

export const serverArgument = Args.string({description: 'the server, as BACKEND/SERVER', ignoreStdin: true, required: true})

export const serversArgument = Args.string({
  description: 'the servers, as BACKEND/SERVER; * and ? stand for other characters',
  ignoreStdin: true,
  multiple: true,
  required: true,
})

export const patternArgument = Args.string({
  description: 'the server, as BACKEND/SERVER; * and ? stand for other characters',
  ignoreStdin: true,
  required: true,
})
