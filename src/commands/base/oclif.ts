/** The parts of oclif that commands use, imported one by one: its index loads all of it (cli-craft: 10 ms). */
export * as Args from '@oclif/core/args'
export {Command} from '@oclif/core/command'
export * as Flags from '@oclif/core/flags'
