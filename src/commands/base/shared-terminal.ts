import {processTerminal, type Terminal} from '../../terminal/terminal.ts'
import {refusesColour} from './argv.ts'

let shared: Terminal | undefined

/** The one terminal of this process, for the command and for what is said when there is none. */
export function sharedTerminal(): Terminal {
  shared ??= processTerminal({refused: refusesColour(process.argv.slice(2))})
  return shared
}
