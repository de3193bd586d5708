import type {Interfaces} from '@oclif/core'
import {run} from '@oclif/core/run'
import type {Verbs} from '../../completion/verbs.ts'
import {ReaderLeft} from '../../terminal/pager.ts'
import {flagsBehindCommand} from './argv.ts'
import {report} from './report.ts'
import {helpPages} from './topics/pages.ts'
import {verbFrom} from './verb-facts.ts'

/** The commands of hactl, each run as main.ts does, but for the end of the process. */
export function verbsOf(config: Interfaces.Config): Verbs {
  const facts = {pjson: config.pjson, commands: Object.fromEntries(config.commands.map((command) => [command.id, command]))}
  return {
    all: config.commands.filter(({hidden, id}) => hidden !== true && id !== 'shell').map((command) => verbFrom(command.id, command.summary, () => command)),
    helpPages: helpPages.map(({name}) => name),
    run: async (words) => {
      process.exitCode = 0
      try {
        await run([...flagsBehindCommand(words)], config)
      } catch (error) {
        // whoever leaves a pager has seen enough
        if (!(error instanceof ReaderLeft)) await report(error, words, facts)
      }
      // what became of one command is not what becomes of the shell
      process.exitCode = 0
    },
  }
}
