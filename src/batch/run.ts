import type {RuntimeClient} from '../client/runtime-client.ts'
import {bufferReserve} from '../protocol/dialect.ts'
import {asError} from '../protocol/error.ts'
import {runAlone} from './alone.ts'
import {incomplete} from './incomplete.ts'
import type {BatchLine} from './line.ts'
import type {BatchRecord} from './record.ts'
import {headSize, runTogether, wireSize} from './together.ts'

/** How a batch runs. */
export interface BatchOptions {
  /** A refusal does not end it. Only then are lines sent together: nothing keeps HAProxy from running what stands behind a command that it refused. */
  readonly keepGoing?: boolean
}

/**
 * Runs the lines of a batch in their order, each as on a connection of its own, and tells what became of each command as soon as it is known. Without
 * `keepGoing` it ends behind the first line of which HAProxy refused a command.
 *
 * @param lines as `readBatch` reads them; those that come together may be sent together
 * @throws HactlError `batch-incomplete` (5) when the connection was lost or the client's signal came in the middle: what surely ran, what may have, what did not
 */
export async function* runBatch(
  client: RuntimeClient,
  lines: AsyncIterable<readonly BatchLine[]> | Iterable<readonly BatchLine[]>,
  {keepGoing = false}: BatchOptions = {},
): AsyncGenerator<readonly BatchRecord[], void> {
  // a change is not cut short by a signal: its answer tells whether it was made
  await using channel = await client.with({signal: undefined}).channel('oneshot')
  let [ran, behind] = [0, 0]
  for await (const some of told(lines)) {
    let untold: (() => readonly BatchRecord[]) | undefined
    for (const group of groups(some, keepGoing ? client.bufferSize - bufferReserve : 0)) {
      const asked = client.signal?.aborted === true ? Promise.reject(asError(client.signal.reason)) : run(group)
      asked.catch(() => undefined) // told below, when what came before it has been told
      if (untold) yield untold()
      untold = undefined
      const {records, lost} = await asked.catch((error: unknown) => {
        throw stopped(error)
      })
      behind = group.at(-1)?.number ?? behind
      const unknown = lost ? records().filter(({ok}) => ok === null) : []
      ran += group.reduce((sum, {commands}) => sum + commands.length, 0) - unknown.length
      if (keepGoing && !lost) {
        untold = records
        continue
      }
      const answered = records()
      yield answered
      if (lost) throw incomplete({ran, unknown, behind}, lost)
      if (answered.some(({ok}) => ok === false)) return
    }
    if (untold) yield untold()
  }

  /** Why no more was sent, with what was done until then. */
  function stopped(error: unknown): Error {
    return incomplete({ran, unknown: [], behind}, asError(error))
  }

  /** What is wrong with a line that comes later is told with what ran by then. */
  async function* told(coming: typeof lines): AsyncGenerator<readonly BatchLine[], void> {
    try {
      yield* coming
    } catch (error) {
      throw stopped(error)
    }
  }

  function run(group: readonly BatchLine[]): ReturnType<typeof runAlone> {
    const [first] = group
    return first && !first.shared ? runAlone(client, first) : runTogether(channel, group)
  }
}

/** Commands that HAProxy is to run in one go. */
const mostTogether = 500

/** Lines that share a connection, as many as HAProxy's buffer takes; every other line by itself. @param room bytes; 0: none share */
function* groups(lines: readonly BatchLine[], room: number): Generator<BatchLine[]> {
  let group: BatchLine[] = []
  let [size, commands] = [headSize, 0]
  for (const line of lines) {
    const [more, count] = [wireSize(line), line.commands.length]
    if (group.length > 0 && !(line.shared && group[0]?.shared === true && size + more <= room && commands + count <= mostTogether)) {
      yield group
      group = []
      ;[size, commands] = [headSize, 0]
    }
    group.push(line)
    size += more
    commands += count
  }
  if (group.length > 0) yield group
}
