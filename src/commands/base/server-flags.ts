import {Args} from './oclif.ts'

export const serverArgument = Args.string({description: 'the server, as BACKEND/SERVER', ignoreStdin: true, required: true})
