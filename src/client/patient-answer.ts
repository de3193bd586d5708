import {setTimeoutCli} from '../protocol/commands/process/set-timeout.ts'
import {line} from '../protocol/line.ts'
import type {WireText} from '../protocol/word.ts'
import type {RuntimeClient} from './runtime-client.ts'

/** s; for HAProxy an answer is silent while its reader pauses (`hactl stat | less`), and `stats timeout` is 10 s by default */
const answerTimeout = 3600

/** The answer of a command as it comes, which HAProxy does not break off when its reader pauses. */
export async function* patientAnswer(client: RuntimeClient, command: WireText): AsyncGenerator<Buffer, void> {
  const request = line(setTimeoutCli.encode(answerTimeout), command)
  let acknowledged = false
  for await (const bytes of client.stream(request, client.dumpTimeout(undefined))) {
    // the empty line that answers the first command
    yield acknowledged ? bytes : bytes.subarray(bytes[0] === 0x0a ? 1 : 0)
    acknowledged = true
  }
}
