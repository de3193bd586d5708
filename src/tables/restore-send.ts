import type {RuntimeClient} from '../client/runtime-client.ts'
import {countText} from '../maps/count-text.ts'
import {patientSession} from '../maps/patient-session.ts'
import type {Listener} from '../maps/progress.ts'
import {type ProcessId, showInfo} from '../protocol/commands/process/show-info.ts'
import {setTable} from '../protocol/commands/table/set-table.ts'
import {bufferReserve} from '../protocol/dialect.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import {noReply} from '../protocol/reply.ts'
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
 * @throws HactlError `restore-incomplete`, `reloaded` (5); what went wrong, when nothing was sent
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
    if (sending.done === 0 && sending.unknown === 0) throw cause
    throw incomplete(table, sending, options.total, cause)
  }
  await requireServing(client.with({signal: undefined}), table, id, sending.done)
  return sending.done
}

/** Lines that are under way, and what became of those before. */
class Sending {
  /** Entries that were acknowledged. */
  done = 0
  /** Entries of which nobody knows. */
  unknown = 0
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
      for (const [index, ends] of last.entries()) {
        const reply = replies[index] ?? noReply
        if (!reply.complete) this.unknown += ends ? 1 : 0
        else {
          setTable.decode(reply)
          this.done += ends ? 1 : 0
        }
      }
      if (lost) throw lost
      this.#options.progress?.({phase: `restore ${this.#table.name}`, done: this.done, total: this.#options.total, unit: 'entries'})
    } catch (error) {
      this.#failures.push(asError(error))
    }
  }
}

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
async function requireServing(client: RuntimeClient, {name}: Table, id: ProcessId, done: number): Promise<void> {
  const now = await client.run(showInfo)
  if (now.id === id && !now.stopping) return
  throw new HactlError('reloaded', {
    exit: 5,
    message: `HAProxy was reloaded meanwhile: ${countText(done)} entries of ${name} went to process ${id}, which no longer serves`,
    hint: 'run the same restore again',
  })
}

function incomplete({name}: Table, {done, unknown}: Sending, total: number, cause: Error): HactlError {
  const more = unknown > 0 ? `, up to ${countText(unknown)} more may be` : ''
  return new HactlError('restore-incomplete', {
    exit: 5,
    message: `${countText(done)} of ${countText(total)} entries of ${name} are restored${more}: ${cause.message}`,
    hint: 'the same command again completes it',
    cause,
  })
}
