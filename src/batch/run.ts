import type {RuntimeClient} from '../client/runtime-client.ts'
import {bufferReserve} from '../protocol/dialect.ts'
import {asError} from '../protocol/error.ts'
import {runAlone} from './alone.ts'
import {asTheyCome} from './as-they-come.ts'
import {type Group, groupsOf} from './groups.ts'
import {InFlight} from './in-flight.ts'
import {incomplete} from './incomplete.ts'
import type {BatchLine} from './line.ts'
import type {BatchRecord, Outcome} from './record.ts'
import {SharedSession} from './shared-session.ts'
import {sendTogether} from './together.ts'

/** How a batch runs. */
export interface BatchOptions {
  /** A refusal does not end it. Only then are lines sent ahead of answers: nothing keeps HAProxy from running what stands behind a command that it refused. */
  readonly keepGoing?: boolean
}

/**
 * Runs the lines of a batch in their order, each as on a connection of its own, and tells what became of each command, at the latest when there is nothing
 * else to do. Without `keepGoing` it ends behind the first line of which HAProxy refused a command.
 *
 * @param lines as `readBatch` reads them; those that come together may be sent together
 * @throws HactlError `batch-incomplete` (5) when the connection was lost or the client's signal came in the middle: what surely ran, what may have, what did not
 */
export async function* runBatch(
  client: RuntimeClient,
  lines: AsyncIterable<readonly BatchLine[]> | Iterable<readonly BatchLine[]>,
  {keepGoing = false}: BatchOptions = {},
): AsyncGenerator<readonly BatchRecord[], void> {
  await using run = new BatchRun(client, keepGoing)
  for await (const some of run.told(asTheyCome(lines))) {
    if (!some) yield* run.answered()
    for (const group of groupsOf(some ?? [], client.bufferSize - bufferReserve, run.inFlight)) {
      yield* run.send(group)
      if (run.isOver) return
    }
    // who waits for each answer reads no further before it is there
    if (!keepGoing) yield* run.answered()
    if (run.isOver) return
  }
  yield* run.answered()
}

/** Groups whose outcome is kept while HAProxy gets the next: for who reads us more slowly than HAProxy answers. */
const mostUntold = 16

/** Lines that were sent, and what becomes of them. */
interface Sent {
  readonly group: Group
  readonly outcome: Promise<Outcome>
  /** Nobody waits for the outcome any more. */
  answered: boolean
}

class BatchRun implements AsyncDisposable {
  readonly inFlight: InFlight
  readonly #client: RuntimeClient
  readonly #keepGoing: boolean
  readonly #session: SharedSession
  /** In the order in which HAProxy answers them. */
  readonly #sent: Sent[] = []
  /** What became of lines, and was not told yet. */
  readonly #known: (readonly BatchRecord[])[] = []
  #ran = 0
  #behind = 0
  #refused = false

  constructor(client: RuntimeClient, keepGoing: boolean) {
    this.#client = client
    this.#keepGoing = keepGoing
    this.inFlight = new InFlight(keepGoing ? client.dialect.commandsInFlight : 1)
    this.#session = new SharedSession(client)
  }

  /** HAProxy has refused something, and that is to be the end. */
  get isOver(): boolean {
    return this.#refused && !this.#keepGoing
  }

  /** Sends lines as soon as they may go. @returns what became of others meanwhile */
  async *send(group: Group): AsyncGenerator<readonly BatchRecord[]> {
    let goesOn = group.shared && this.#session.goesOn
    if (goesOn) yield* this.#taken(this.inFlight.roomFor(group.commands.length))
    // it may have ended while we waited: nothing goes out before it is known what became of all that was on it
    goesOn &&= this.#session.goesOn
    if (!goesOn) yield* this.answered()
    if (this.isOver) return
    try {
      this.#client.signal?.throwIfAborted()
      if (!goesOn) await this.#session.close()
      const sent: Sent = {group, ...(await this.#send(group)), answered: false}
      const known = () => void (sent.answered = true)
      sent.outcome.then(known, known)
      this.#sent.push(sent)
      this.inFlight.count += group.commands.length
      this.#behind = group.lines.at(-1)?.number ?? this.#behind
    } catch (error) {
      yield* this.answered()
      throw this.#stopped(error)
    }
  }

  /** Waits until nothing is in flight. @returns what became of all that was @throws HactlError `batch-incomplete` */
  async *answered(): AsyncGenerator<readonly BatchRecord[]> {
    yield* this.#taken(0)
    yield* this.#untold()
  }

  /** What is wrong with a line that comes later is told with what ran by then. */
  async *told<T>(coming: AsyncIterable<T>): AsyncGenerator<T | undefined, void> {
    try {
      yield* coming
    } catch (error) {
      yield undefined // until then
      throw this.#stopped(error)
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#session.close()
  }

  async #send(group: Group): Promise<{outcome: Promise<Outcome>}> {
    const [line] = group.lines
    if (!line || group.shared) return sendTogether(await this.#session.open(), group)
    return {outcome: Promise.resolve(await runAlone(this.#client, line))}
  }

  /** Waits until no more than so many commands are in flight. @returns what is known, only when there is time for it: HAProxy is kept busy first */
  async *#taken(most: number): AsyncGenerator<readonly BatchRecord[]> {
    while (this.inFlight.count > most) {
      if (!this.#sent[0]?.answered) yield* this.#untold()
      const {records, lost} = await this.#next()
      if (lost) {
        yield* this.#untold()
        throw yield* this.#lost(records, lost)
      }
      this.#ran += records.length
      this.#refused ||= !this.#keepGoing && records.some(({ok}) => ok === false)
      this.#known.push(records)
      if (this.#known.length >= mostUntold || this.isOver) yield* this.#untold()
    }
  }

  *#untold(): Generator<readonly BatchRecord[]> {
    if (this.#known.length > 0) yield this.#known.splice(0).flat()
  }

  /** What became of the lines that were sent first. */
  async #next(): Promise<Outcome> {
    const first = this.#sent.shift()
    if (!first) throw new TypeError('nothing is in flight')
    const outcome = await first.outcome
    this.inFlight.count -= first.group.commands.length
    if (first.group.shared) this.inFlight.answered(outcome.ms)
    return outcome
  }

  /** With one connection all that was in flight on it is lost. */
  async *#lost(records: readonly BatchRecord[], lost: Error): AsyncGenerator<readonly BatchRecord[], Error> {
    const all = [...records]
    while (this.#sent.length > 0) all.push(...(await this.#next()).records)
    yield all
    const unknown = all.filter(({ok}) => ok === null)
    return incomplete({ran: this.#ran + all.length - unknown.length, unknown, behind: this.#behind}, lost)
  }

  /** Why no more was sent, with what was done until then. */
  #stopped(error: unknown): Error {
    return incomplete({ran: this.#ran, unknown: [], behind: this.#behind}, asError(error))
  }
}
