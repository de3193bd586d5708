import {setTimeout as delay} from 'node:timers/promises'
import {LiveNames} from '../completion/names.ts'
import type {Verbs} from '../completion/verbs.ts'
import type {ContextFiles} from '../contexts/context.ts'
import {contextColumns, contextRows} from '../contexts/rows.ts'
import {contextNames} from '../contexts/target.ts'
import {HactlError} from '../protocol/error.ts'
import {shownLine} from '../protocol/secrets.ts'
import {renderList} from '../render/list.ts'
import type {OutputFormat} from '../render/types.ts'
import {type LineEditor, pastedLineFeed, type Typed} from '../terminal/line-editor.ts'
import {Interrupted} from '../terminal/signals.ts'
import type {Terminal} from '../terminal/terminal.ts'
import {agreeTo} from './asking.ts'
import {completions} from './completion.ts'
import type {ShellConnection} from './connection.ts'
import type {History} from './history.ts'
import {type OwnCommand, ownHelp, readOwn} from './own-commands.ts'
import {ownLine} from './own-line.ts'
import {isAwaited, paged} from './pages.ts'
import {continuation, promptOf} from './prompt.ts'
import {isForHactl, isUnknown, runRaw, unknownLine} from './raw.ts'
import {lineReads} from './reads.ts'
import {SeenSessions} from './seen-sessions.ts'
import {type ShellTarget, targetText} from './target.ts'
import {requireWatchable} from './watch.ts'

/** What a shell stands on. */
interface ShellParts {
  readonly terminal: Terminal
  readonly editor: LineEditor
  readonly connection: ShellConnection
  readonly verbs: Verbs
  readonly history: History
  /** Another HAProxy, by its context or its address. */
  readonly open: (to: string) => Promise<ShellTarget>
  /** The files of contexts as they are now. */
  readonly contextFiles: () => Promise<ContextFiles>
  readonly report: (error: unknown) => Promise<void>
}

/** Reads commands from a person and runs them, until that person leaves. */
export class Shell {
  readonly #parts: ShellParts
  readonly #names = new LiveNames()
  readonly #sessions = new SeenSessions()
  /** Lines that were pasted together and wait for their turn. */
  #queue: string[] = []
  #last: string | undefined
  /** Form of the output that was typed. */
  #output: OutputFormat | undefined
  #timing = false
  #pages = true
  #leaving = false
  /** Something of the line that runs may be with HAProxy. */
  #begun = false

  constructor(parts: ShellParts) {
    this.#parts = parts
  }

  get #form(): OutputFormat | undefined {
    return this.#output ?? this.#parts.connection.target.output
  }

  async run(): Promise<void> {
    // between two lines, too, a signal finds a listener: without one it would end the process
    using _connection = this.#parts.connection
    using _listening = this.#parts.terminal.interruption(() => {})
    while (!this.#leaving) {
      const typed = await this.#nextLine()
      if (typed.kind === 'end') return
      if (typed.kind === 'interrupted') this.#queue = []
      else await this.#take(typed.text)
    }
  }

  /** A line that was pasted behind the last one, or one that is typed now. */
  async #nextLine(): Promise<Typed> {
    const {terminal, editor, connection, verbs, history, contextFiles} = this.#parts
    const prompt = promptOf(connection, await terminal.stdout.style())
    const queued = await this.#queued(prompt(''))
    if (queued) return queued
    using interruption = terminal.interruption(() => {})
    const contexts = async () => contextNames(await contextFiles())
    const sources = {connection, names: this.#names, verbs, sessions: () => this.#sessions.ids, contexts, history: history.lines}
    const complete = (line: string) => completions(line, sources)
    const typed = await editor.read({prompt, history: history.lines, complete, signal: interruption.signal})
    return typed.kind === 'line' ? this.#firstOf(typed.text) : typed
  }

  async #payloadLine(signal: AbortSignal): Promise<Typed> {
    const queued = await this.#queued(continuation)
    if (queued) return queued
    const typed = await this.#parts.editor.read({prompt: () => continuation, signal})
    return typed.kind === 'line' ? this.#firstOf(typed.text) : typed
  }

  async #queued(prompt: string): Promise<Typed | undefined> {
    const text = this.#queue.shift()
    if (text === undefined) return undefined
    const {stdout} = this.#parts.terminal
    await stdout.write(`${prompt}${text}\n`)
    // the editor writes behind it
    await stdout.paging?.settle()
    return {kind: 'line', text}
  }

  #firstOf(text: string): Typed {
    const [first = '', ...others] = text.split(pastedLineFeed)
    this.#queue.push(...others)
    return {kind: 'line', text: first}
  }

  async #take(text: string): Promise<void> {
    // as documentation has it, and what tells how to undo
    const line = text.trim().replace(/^hactl\s+/, '')
    if (line === '' || line.startsWith('#')) return
    using interruption = this.#parts.terminal.interruption(() => {})
    this.#begun = false
    await this.#parts.history.add(text.trimEnd())
    try {
      if (line.startsWith('\\')) await this.#own(readOwn(line), interruption.signal)
      else await this.#command(line, interruption.signal)
    } catch (error) {
      await this.#failed(error, line)
    }
    const {reason} = interruption.signal as {readonly reason: unknown}
    if (!(reason instanceof Interrupted)) return
    this.#queue = []
    if (reason.signalName !== 'SIGINT') this.#leaving = true
  }

  async #failed(error: unknown, line: string): Promise<void> {
    const {terminal, verbs, report} = this.#parts
    // a payload that nobody has read would run as commands
    const left = this.#queue.length
    this.#queue = []
    if (!(error instanceof Interrupted)) {
      await report(error)
      if (left > 0) await terminal.say(`${left} more pasted ${left === 1 ? 'line was' : 'lines were'} not run`)
      return
    }
    if (lineReads(line, verbs)) await terminal.say('interrupted')
    else await terminal.say(`interrupted: ${this.#begun ? 'whether HAProxy ran it is not known; look before you send it again' : 'nothing was sent'}`)
  }

  async #own(command: OwnCommand, signal: AbortSignal): Promise<void> {
    const {terminal} = this.#parts
    if (command.kind === 'help') {
      const help = () => this.#help(command.topic)
      await (this.#pages ? paged(terminal, {stops: true, signal}, help) : help())
    } else if (command.kind === 'quit') this.#leaving = true
    else if (command.kind === 'watch') await this.#watch(command, signal)
    else if (command.kind === 'timing') {
      this.#timing = !this.#timing
      await terminal.say(`timing is ${this.#timing ? 'on' : 'off'}`)
    } else if (command.kind === 'pager') {
      this.#pages = command.on ?? !this.#pages
      await terminal.say(`pager is ${this.#pages ? 'on' : 'off'}`)
    } else if (command.kind === 'output') this.#output = command.format
    else await this.#place(command)
  }

  async #help(topic: string | undefined): Promise<void> {
    const {terminal, verbs} = this.#parts
    if (topic === undefined) await terminal.stdout.write(ownHelp(verbs.helpPages))
    else if (verbs.helpPages.includes(topic)) await verbs.run(['help', topic])
    else throw noTopic(topic, verbs)
  }

  /** `\c`: goes elsewhere, or tells where this is. */
  async #place(command: OwnCommand & {kind: 'connect' | 'where'}): Promise<void> {
    const {terminal, connection, open, contextFiles} = this.#parts
    if (command.kind === 'connect') {
      connection.turnTo(await open(command.to))
      this.#names.forget()
    }
    await terminal.say(targetText(connection.target))
    if (command.kind === 'connect') return
    const rows = contextRows(await contextFiles(), connection.target.name)
    const {stdout} = terminal
    if (rows.length > 0) await stdout.writeAll(renderList(contextColumns, [rows], {format: this.#form ?? 'table', headers: true, width: stdout.width}))
  }

  async #watch({seconds, line}: OwnCommand & {kind: 'watch'}, signal: AbortSignal): Promise<void> {
    const {terminal, verbs} = this.#parts
    const watched = requireWatchable(line ?? this.#last, seconds, verbs)
    const style = await terminal.stdout.style()
    while (!signal.aborted) {
      await terminal.stdout.write(style.dim(`${new Date().toISOString().slice(11, 19)}  ${watched}\n`))
      // to be stopped is how this ends
      await this.#command(watched, signal, false).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
      await delay(seconds * 1000, undefined, {signal}).catch(() => {})
    }
    // behind the ^C of the terminal
    await terminal.say('')
  }

  async #command(line: string, signal: AbortSignal, pages = this.#pages): Promise<void> {
    if (/^(?:quit|exit)$/.test(line)) {
      this.#leaving = true
      return
    }
    const {terminal, editor, connection, verbs} = this.#parts
    const words = wordsIn(line)
    const forHactl = await isForHactl(words, connection, verbs)
    const reads = lineReads(line, verbs)
    // the client refuses what comes to the wire; a verb would find out half-way
    if (!reads && connection.target.readOnly) throw connection.target.readOnly(shownLine(line))
    const sameProcess = await connection.look()
    if (connection.away !== undefined) throw nothingSent(connection.away)
    const own = forHactl ? ownLine(line, verbs, connection.target, this.#form) : undefined
    // nobody is asked about what HAProxy will not know
    if (!reads && !own && connection.target.confirms && (await isUnknown(line, connection))) throw await unknownLine(line, connection, verbs)
    const asked = !reads && (await agreeTo({line, own, sameProcess, signal}, connection.target, editor, await terminal.stdout.style()))
    signal.throwIfAborted()
    if (asked && own?.elsewhere !== true) await this.#requireSame()
    using _overheard = this.#sessions.begin(line, verbs) ? terminal.stdout.overhear((text) => this.#sessions.look(text)) : undefined
    const start = performance.now()
    let took = 0
    const run = async (stopped: AbortSignal): Promise<void> => {
      this.#begun = own !== undefined
      if (own) await verbs.run(own.words)
      else await this.#raw(line, stopped)
      took = performance.now() - start
    }
    if (pages && (own || !isAwaited(line, connection.client.dialect))) await paged(terminal, {stops: reads, signal}, run)
    else await run(signal)
    if (own && !reads) this.#names.forget()
    this.#last = line
    if (this.#timing) await terminal.say(`${took.toFixed(1)} ms`)
    const {pid} = connection.client.info
    if (signal.aborted || (await connection.look()) || reads || own) return
    await this.#tellWhoRan(line, pid)
  }

  /** @throws HactlError where another process answers than the one that somebody was asked about */
  async #requireSame(): Promise<void> {
    const {connection} = this.#parts
    if (await connection.look()) return
    throw connection.away === undefined ? anotherProcess() : nothingSent(connection.away)
  }

  /** Behind a change, when another process answers than before. */
  async #tellWhoRan(line: string, pid: number): Promise<void> {
    const {terminal, connection} = this.#parts
    if (connection.session) await terminal.say(`it was process ${pid} that ran ${shownLine(line)}, and what it changed is lost with that process`)
    else if (connection.away === undefined)
      await terminal.say(
        `whether process ${pid} or this one ran ${shownLine(line)} is not known: what the one before changed is lost with it; look before you go on`,
      )
  }

  async #raw(line: string, signal: AbortSignal): Promise<void> {
    const {terminal, connection, verbs} = this.#parts
    const style = await terminal.stdout.style()
    const outcome = await runRaw(line, connection, {
      signal,
      output: this.#form,
      readPayload: () => this.#payload(line, signal),
      write: (text) => terminal.stdout.write(text),
      begins: () => (this.#begun = true),
      isRead: terminal.stdout.paging !== undefined,
    })
    if (outcome.unknown) throw await unknownLine(line, connection, verbs)
    if (outcome.silent) await terminal.say(style.green('✓'))
  }

  /** The lines up to the one that ends the payload. @throws HactlError `not-confirmed` when somebody leaves: nothing was sent */
  async #payload(line: string, signal: AbortSignal): Promise<Buffer> {
    const end = /<<(\S*)$/.exec(line.trimEnd())?.[1] ?? ''
    const lines: string[] = []
    for (;;) {
      const typed = await this.#payloadLine(signal)
      if (typed.kind !== 'line') throw new HactlError('not-confirmed', {exit: 2, message: 'the payload has no end: nothing was sent'})
      if (typed.text === end) return Buffer.from(lines.map((each) => `${each}\n`).join(''))
      lines.push(typed.text)
    }
  }
}

/** Words of a line that may be HAProxy's own, where quotes mean nothing. */
function wordsIn(line: string): string[] {
  return line.split(/\s+/)
}

const noTopic = (topic: string, {helpPages}: Verbs): HactlError =>
  new HactlError('usage', {
    exit: 2,
    message: `\\? has no page on ${JSON.stringify(topic)}`,
    hint: `it has ${helpPages.join(', ')}; help map sync tells about a command`,
  })

const anotherProcess = (): HactlError =>
  new HactlError('connection-lost', {
    exit: 3,
    message: 'HAProxy is another process than the one you were asked about: nothing was sent',
    hint: 'type it again when you mean this one',
  })

const nothingSent = (why: string): HactlError =>
  new HactlError('connection-refused', {
    exit: 3,
    message: `HAProxy does not answer, nothing was sent: ${why}`,
    hint: 'the shell looks again with the next command',
  })
