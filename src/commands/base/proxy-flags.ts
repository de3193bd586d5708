import {Args} from './oclif.ts'

export const frontendArgument = Args.string({description: 'the frontend', ignoreStdin: true, required: true})

export const backendArgument = Args.string({description: 'the backend', ignoreStdin: true, required: true})
