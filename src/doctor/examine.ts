import type {RuntimeClient} from '../client/runtime-client.ts'
import type {Listener} from '../maps/progress.ts'
import {ask} from './ask.ts'
import {checkMaps} from './check-maps.ts'
import {checkBufferSize, checkLevel, checkProcess, checkVersion} from './check-process.ts'
import {checkSettings} from './check-settings.ts'
import {checkSockets} from './check-sockets.ts'
import {checkWorkers} from './check-workers.ts'
import type {Finding, Severity} from './finding.ts'
import {sightOf} from './own-process.ts'

/** What `examine` looks at, and where. */
export interface ExamineOptions extends Pick<Listener, 'progress'> {
  /** Where the kernel tells of processes: /proc. */
  readonly proc?: string | undefined
}

const order: readonly Severity[] = ['problem', 'warning', 'note', 'ok']

/**
 * Looks for what is or may go wrong with a HAProxy and its sockets, and changes nothing: known faults of its version, level, `stats timeout` and `stats maxconn`,
 * buffer size, old workers, who may write to its sockets, versions of maps that nobody committed, maps whose file is another than what runs. What only
 * the machine of HAProxy can tell is a `note` from elsewhere. Reads each map that has a file here.
 *
 * @returns all that was looked at, the worst first; `isFinding` tells what is to be acted on
 * @throws HactlError exit 3 when HAProxy can be reached no more, `reloaded` when it is reloaded meanwhile
 */
export async function examine(client: RuntimeClient, {progress, proc = '/proc'}: ExamineOptions = {}): Promise<Finding[]> {
  const answer = ask(client)
  const sight = sightOf(client, proc)
  const {sockets, lists} = await answer
  const findings = [
    ...checkProcess(client),
    ...checkVersion(client),
    await checkLevel(client),
    ...checkSettings(client, sight),
    checkBufferSize(client),
    ...checkWorkers(sight),
    ...checkSockets(client, sockets, sight),
    // the only one that asks HAProxy any more
    ...(await checkMaps(client, lists, {sight, progress})),
  ]
  return order.flatMap((wanted) => findings.filter(({severity}) => severity === wanted))
}
