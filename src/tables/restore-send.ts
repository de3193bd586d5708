import type {RuntimeClient} from '../client/runtime-client.ts'
import {looked} from '../client/unconfirmed.ts'
import {lostAnswer} from '../client/unknown-outcome.ts'
import {countText} from '../maps/count-text.ts'
import {patientSession} from '../maps/patient-session.ts'
import type {Listener} from '../maps/progress.ts'
import {type ProcessId, type ProcessInfo, showInfo} from '../protocol/commands/process/show-info.ts'
import {setTable} from '../protocol/commands/table/set-table.ts'
import {bufferReserve} from '../protocol/dialect.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import {noReply, type Reply} from '../protocol/reply.ts'
import type {WireText} from '../protocol/word.ts'
import type {PromptSession} from '../transport/prompt-session.ts'
import type {RestoreEntry} from './restore-entries.ts'
import {commandsOf} from './set-commands.ts'
import type {Table} from './table.ts'

/** Changing commands of a line: while it runs, HAProxy does nothing else. */
const mostCommands = 100

/** Lines that may be under way: HAProxy works on one while the next is made. */
const mostLines = 4

interface SendOptions extends Listener {
  readonly total: number
}

/** A line, and which of its commands end an entry. */
interface RestoreLine {
  readonly commands: WireText[]
  readonly last: boolean[]
  bytes: number
}

/**
 * Sends entries through one session, so that all of them reach one process, and checks each answer.
 *
 * @returns entries that were acknowledged
 * @throws HactlError `restore-incomplete`, `reloaded`, `change-unconfirmed` (5); what went wrong, when nothing was sent
 */
export async function sendEntries(client: RuntimeClient, table: Table, batches: AsyncIterable<readonly RestoreEntry[]>, options: SendOptions): Promise<number> {
  await using session = await patientSession(client, 0)
  const {id} = showInfo.decode(await session.ask(line(showInfo.encode())))
  client.signal?.throwIfAborted()
  // from here on a signal ends it between two lines
  session.detach()
  const sending = new Sending(session, table, options)
  try {
    for await (const restoreLine of linesOf(client, table, batches)) {
      await sending.send(restoreLine)
      client.signal?.throwIfAborted()
    }
    await sending.settled()
  } catch (error) {
    await sending.settled().catch(() => {})
    const cause = client.signal?.aborted ? asError(client.signal.reason) : asError(error)
    if (!sending.touched) throw cause
    // a signal that came when all was done
    if (sending.done < options.total || !client.signal?.aborted) throw incomplete(table, sending, options.total, cause)
  }
  if (!sending.touched) return sending.done
  const remedy = {look: `hactl table show ${table.name}`}
  // who serves by now is the question: any process may answer it
  const now = await looked(client, `set table ${table.name} …`, remedy, (each) => each.with({only: undefined}).run(showInfo))
  requireServing(now, table, id, sending.done)
  return sending.done
}

/** What became of the commands of an entry. */
interface Answered {
  begun?: boolean
  refused?: boolean
  lost?: boolean
}

/** Lines that are under way, and what became of those before. */
class Sending {
  /** Entries that were acknowledged. */
  done = 0
  /** Entries of which HAProxy refused something. */
  refused = 0
  /** Something was written, or may have been. */
  touched = false
  /** Whole entries of which nobody knows. */
  #lost = 0
  /** Of the entry whose last command is still to be answered; its commands may stand on two lines. */
  #entry: Answered = {}
  readonly #session: PromptSession
  readonly #table: Table
  readonly #options: SendOptions
  readonly #underWay: Promise<void>[] = []
  readonly #failures: Error[] = []

  constructor(session: PromptSession, table: Table, options: SendOptions) {
    this.#session = session
    this.#table = table
    this.#options = options
  }

  /** Entries of which nobody knows, or that were begun. */
  get unknown(): number {
    return this.#lost + (this.#entry.begun ? 1 : 0)
  }

  /** Returns when the next line may be sent. @throws what was answered to one before */
  async send(restoreLine: RestoreLine): Promise<void> {
    this.#requireNone()
    this.#underWay.push(this.#ask(restoreLine))
    if (this.#underWay.length >= mostLines) await this.#underWay.shift()
    this.#requireNone()
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay.splice(0))
    this.#requireNone()
  }

  #requireNone(): void {
    const [first] = this.#failures
    if (first) throw first
  }

  async #ask({commands, last}: RestoreLine): Promise<void> {
    try {
      const {replies, lost} = await this.#session.askLine(line(...commands), commands.length)
      for (const [index, ends] of last.entries()) this.#take(replies[index] ?? noReply, ends)
      if (lost) throw lost
      this.#options.progress?.({phase: `restore ${this.#table.name}`, done: this.done, total: this.#options.total, unit: 'entries'})
    } catch (error) {
      this.#failures.push(asError(error))
    }
  }

  /** What became of one command; those behind one that is refused are run all the same. @param ends it is the last of its entry */
  #take(reply: Reply, ends: boolean): void {
    const entry = this.#entry
    try {
      setTable.decode(reply)
      entry.begun = true
    } catch (error) {
      const lost = lostAnswer(error)
      if (lost) entry.begun = entry.lost = true
      else this.#failures.push(asError(error))
      if (!lost) entry.refused = true
      // of what it refuses for another reason HAProxy has done what stands before
      if (!lost && !(error instanceof HactlError && nothingDone.has(error.code))) entry.begun = true
    }
    this.touched ||= entry.begun === true
    if (!ends) return
    if (entry.lost) this.#lost += 1
    else if (entry.refused) this.refused += 1
    else this.done += 1
    this.#entry = {}
  }
}

const nothingDone = new Set(['table-full', 'table-unknown'])

async function* linesOf(
  {dialect, bufferSize}: RuntimeClient,
  table: Table,
  batches: AsyncIterable<readonly RestoreEntry[]>,
): AsyncGenerator<RestoreLine, void> {
  const most = dialect.answersEachCommand ? mostCommands : 1
  const room = bufferSize - bufferReserve
  let open: RestoreLine = {commands: [], last: [], bytes: 0}
  for await (const entries of batches) {
    for (const {key, values} of entries) {
      const commands = commandsOf(table.name, key, values)
      for (const [index, command] of commands.entries()) {
        if (open.commands.length > 0 && (open.commands.length >= most || open.bytes + command.length + 1 > room)) {
          yield open
          open = {commands: [], last: [], bytes: 0}
        }
        open.commands.push(command)
        open.last.push(index === commands.length - 1)
        open.bytes += command.length + 1
      }
    }
  }
  if (open.commands.length > 0) yield open
}

/** After a reload a session goes on speaking to the old process. */
function requireServing(now: ProcessInfo, {name}: Table, id: ProcessId, done: number): void {
  if (now.id === id && !now.stopping) return
  throw new HactlError('reloaded', {
    exit: 5,
    message: `HAProxy was reloaded meanwhile: ${countText(done)} entries of ${name} went to process ${id}, which no longer serves`,
    hint: 'run the same restore again',
  })
}

function incomplete({name}: Table, {done, refused, unknown}: Sending, total: number, cause: Error): HactlError {
  const others = [...(refused > 0 ? [`${countText(refused)} refused`] : []), ...(unknown > 0 ? [`up to ${countText(unknown)} more may be`] : [])]
  const first = refused > 0 && cause instanceof HactlError && cause.hint !== undefined ? `${cause.hint}; when that is mended, ` : ''
  return new HactlError('restore-incomplete', {
    exit: 5,
    message: `${[`${countText(done)} of ${countText(total)} entries of ${name} are restored`, ...others].join(', ')}: ${cause.message}`,
    hint: `${first}the same command again completes it`,
    cause,
  })
}
