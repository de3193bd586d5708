import {StringDecoder} from 'node:string_decoder'
import {type ExecOutcome, execLine} from '../client/exec.ts'
import {nearestNames} from '../client/nearest.ts'
import {type Verbs, verbOf} from '../completion/verbs.ts'
import {setTimeoutCli} from '../protocol/commands/process/set-timeout.ts'
import {wireCommands} from '../protocol/commands/registry.ts'
import {HactlError} from '../protocol/error.ts'
import {commandsOf} from '../protocol/raw-line.ts'
import {answerWithoutControls} from '../render/controls.ts'
import {renderThing} from '../render/thing.ts'
import type {OutputFormat} from '../render/types.ts'
import type {ShellConnection} from './connection.ts'
import {readerTimeout} from './pages.ts'

interface RawOptions {
  readonly signal: AbortSignal
  readonly output: OutputFormat | undefined
  readonly readPayload: () => Promise<Buffer>
  readonly write: (text: string) => Promise<void>
  /** Called before a command of the line is sent on the session that is kept. */
  readonly begins: () => void
  /** Page by page, maybe. */
  readonly isRead: boolean
}

/** What became of a raw line. */
interface RawOutcome {
  readonly refused: boolean
  /** HAProxy has no such command, or not on this level. */
  readonly unknown: boolean
  /** It answered with nothing but an empty line. */
  readonly silent: boolean
}

/** Sends one line as it is, behind the settings of the shell, and shows what HAProxy answers as it comes. */
export async function runRaw(line: string, {client, settings, session}: ShellConnection, options: RawOptions): Promise<RawOutcome> {
  if (commandsOf(line).some((command) => /^\s*prompt(?:\s|$)/.test(command))) throw promptTyped()
  const whole = options.output === 'json' || options.output === 'yaml' ? options.output : undefined
  const pieces: Buffer[] = []
  const answer = new ShownAnswer(options.write, isHelp(line))
  const write = async (bytes: Buffer): Promise<void> => {
    if (whole) pieces.push(bytes)
    else await answer.push(bytes)
  }
  const stoppable = client.with({signal: options.signal})
  const {readPayload, begins} = options
  // one that somebody has set comes behind it, and holds
  const ahead = [...(options.isRead ? [setTimeoutCli.encode(readerTimeout)] : []), ...settings.ahead]
  const run = session ? session.run(stoppable, line, {settings, readPayload, write, begins}) : execLine(stoppable, line, readPayload, write, {settings: ahead})
  const {refused, severity} = await ended(run, answer)
  if (whole) {
    const thing = {ok: !refused, severity, answer: Buffer.concat(pieces)}
    for await (const chunk of renderThing(thing, {text: undefined, row: undefined}, {format: whole, headers: true})) await options.write(String(chunk))
  }
  if (!session && !refused) settings.keep(line)
  return {refused, unknown: answer.unknown, silent: !whole && answer.silent}
}

const promptTyped = (): HactlError =>
  new HactlError('usage', {
    exit: 2,
    message: '`prompt` is not sent: here is a prompt already',
    hint: 'hactl shell --session prompt keeps one connection for all commands of HAProxy',
  })

const unknownCommand = 'Unknown command'
/** 2.2 does not know it either, and answers with the same list: there that is what was asked for. */
const isHelp = (line: string): boolean => /^help(?:\s|$)/.test(line)

/** What is shown of an answer: no controls, no empty line at its end, and of the list of all commands behind an unknown one nothing. */
class ShownAnswer {
  unknown = false
  silent = true
  readonly #write: (text: string) => Promise<void>
  readonly #helps: boolean
  readonly #decoder = new StringDecoder('utf8')
  #feeds = ''

  constructor(write: (text: string) => Promise<void>, helps: boolean) {
    this.#write = write
    this.#helps = helps
  }

  push(bytes: Buffer): Promise<void> {
    return this.#show(this.#decoder.write(bytes))
  }

  async end(): Promise<void> {
    // of a character that was cut
    await this.#show(this.#decoder.end())
    if (!this.silent && !this.unknown) await this.#write('\n')
  }

  async #show(piece: string): Promise<void> {
    const text = this.#feeds + piece
    const shown = text.replace(/\n+$/, '')
    this.#feeds = text.slice(shown.length)
    if (shown === '' || this.unknown) return
    this.unknown = this.silent && !this.#helps && shown.startsWith(unknownCommand)
    this.silent = false
    if (!this.unknown) await this.#write(answerWithoutControls(shown))
  }
}

/** What is said of an answer that was cut stands on a line of its own. */
async function ended(run: Promise<ExecOutcome>, answer: ShownAnswer): Promise<ExecOutcome> {
  try {
    return await run
  } finally {
    await answer.end()
  }
}

/** What could have been meant. */
export async function unknownLine(line: string, connection: ShellConnection, verbs: Verbs): Promise<HactlError> {
  const words = line.trim().split(/\s+/)
  const known = [...(await connection.usages()).map((usage) => usage.words.join(' ')), ...verbs.all.map(({name}) => name)]
  const meant = new Set<string>()
  for (const length of [2, 3, 1]) {
    const fitting = known.filter((name) => name.split(' ').length === length)
    for (const name of await nearestNames(words.slice(0, length).join(' '), fitting)) meant.add(name)
  }
  const [first] = words
  // `show` alone is known
  const told = known.some((name) => name.split(' ')[0] === first) ? words.slice(0, 2).join(' ') : first
  const hint = meant.size > 0 ? `did you mean ${[...meant].slice(0, 3).join(', or ')}?` : 'help lists what HAProxy knows at this level, \\? what the shell does'
  return new HactlError('usage', {exit: 2, message: `neither HAProxy nor hactl knows ${JSON.stringify(told)} here`, hint})
}

/** They hold for a connection, and `help` of HAProxy tells of none of them everywhere. */
const untold = new Set(['expert-mode', 'experimental-mode', 'mcli-debug-mode', 'operator', 'user', 'help', 'quit', 'prompt', 'debug'])

/** Whether HAProxy surely does not know a line: neither its help nor anything here has a command that begins so. */
export async function isUnknown(line: string, connection: ShellConnection): Promise<boolean> {
  const [first = '', second] = line.trim().split(/\s+/)
  const usages = await connection.usages()
  if (usages.length === 0 || untold.has(first) || first.startsWith('@') || commandsOf(line).length > 1) return false
  const begin = [...usages.map(({words}) => words), ...wireCommands.map(({name}) => name.split(' '))].filter((words) => words[0] === first)
  return !begin.some((words) => words[1] === undefined || words[1] === second)
}

/** Whether a line is for hactl: it names one of its commands, or a topic that HAProxy does not have. */
export async function isForHactl(words: readonly string[], connection: ShellConnection, verbs: Verbs): Promise<boolean> {
  const [first = '', second] = words
  if (first === 'help') return second !== undefined && [...verbs.helpPages, ...verbs.all.map(({name}) => name.split(' ')[0])].includes(second)
  if (verbOf(words, verbs)) return true
  if (!verbs.all.some(({name}) => name.startsWith(`${first} `))) return false
  return !(await connection.usages()).some((usage) => usage.words[0] === first)
}
