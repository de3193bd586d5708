import {askAtPrompt, execAtPrompt, isInStep, type PromptCommand, requestOf, setAtPrompt} from '../client/at-prompt.ts'
import {commandsAhead, type ExecOutcome, payloadOf, requireRoom} from '../client/exec.ts'
import type {RuntimeClient} from '../client/runtime-client.ts'
import {setTimeoutCli} from '../protocol/commands/process/set-timeout.ts'
import {showInfo} from '../protocol/commands/process/show-info.ts'
import {HactlError} from '../protocol/error.ts'
import {asksForSeverity, commandsOf, parseRawLine} from '../protocol/raw-line.ts'
import {shownLine} from '../protocol/secrets.ts'
import type {KeptPrompt} from '../transport/kept-prompt.ts'
import type {ConnectionSettings} from './settings.ts'

/** s of silence behind which HAProxy closes it, in place of its `stats timeout` (10 s): somebody who thinks is silent */
const sessionTimeout = 3600

export const sessionCost =
  'one session is kept from the first command of HAProxy on: it holds one of HAProxy’s slots (`stats maxconn`, 10 by default), and after a reload the old process stays until the next command'

/** Who waits for the answer of a line. */
interface Waiting {
  readonly settings: ConnectionSettings
  readonly readPayload: () => Promise<Buffer>
  readonly write: (bytes: Buffer) => Promise<void>
  /** Called before a command of the line is sent. */
  readonly begins: () => void
}

/** `--session prompt`: one connection for all raw commands. What is set on it holds by itself; the session that takes its place gets it again. */
export class KeptSession implements Disposable {
  readonly #tell: (line: string) => Promise<void>
  #prompt: KeptPrompt | undefined
  /** Why there is another one than before. */
  #ended: string | undefined
  /** Messages come with the severity that we asked for. */
  #numbered = false

  constructor(tell: (line: string) => Promise<void>) {
    this.#tell = tell
  }

  /**
   * Runs the commands of a line, one by one: so one prompt ends each answer on every version.
   *
   * @throws HactlError for the first that has no answer; what stands behind it was not sent
   */
  async run(client: RuntimeClient, line: string, waiting: Waiting): Promise<ExecOutcome> {
    const {settings, readPayload} = waiting
    const payload = await payloadOf(parseRawLine(line, client.dialect), readPayload)
    const texts = commandsOf(line).filter((text) => text.trim() !== '')
    const commands = texts.map((text, index) => ({
      raw: parseRawLine(text.trimStart(), client.dialect),
      payload: index === texts.length - 1 ? payload : Buffer.alloc(0),
    }))
    for (const command of commands) requireRoom(client, requestOf(command).length)
    const prompt = await this.#opened(client, settings)
    return this.#runEach(prompt, client, commands, waiting)
  }

  /** The process that it is with is not the one that answers now: it may go. */
  leave(why: string): void {
    if (this.#prompt && !this.#prompt.over) this.#ended = why
    this.#prompt?.[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.#prompt?.[Symbol.dispose]()
    this.#prompt = undefined
    this.#ended = undefined
  }

  async #runEach(
    prompt: KeptPrompt,
    client: RuntimeClient,
    commands: readonly Pick<PromptCommand, 'raw' | 'payload'>[],
    {settings, write, begins}: Waiting,
  ): Promise<ExecOutcome> {
    let all: ExecOutcome = {refused: false, severity: null}
    for (const [index, {raw, payload}] of commands.entries()) {
      if (index > 0 && !(await isInStep(prompt, client))) throw outOfStep(raw.text)
      const asked = raw.setsSeverity || settings.ahead.some(asksForSeverity)
      for (const setting of commandsAhead(raw, [], asked || this.#numbered)) await setAtPrompt(prompt, client, setting)
      begins()
      this.#numbered = !raw.setsSeverity && (this.#numbered || !asked)
      const {refused, severity} = await execAtPrompt(prompt, client, {raw, payload, strip: !asked}, write)
      if (!refused) settings.keep(raw.text)
      all = {refused: all.refused || refused, severity: severity === null ? all.severity : Math.min(severity, all.severity ?? severity)}
      if (raw.quits) break
      if (raw.silence > 0) await setAtPrompt(prompt, client, timeoutIn(settings))
    }
    return all
  }

  async #opened(client: RuntimeClient, settings: ConnectionSettings): Promise<KeptPrompt> {
    const kept = this.#prompt
    if (kept && (await isReady(kept, client))) return kept
    const before = kept && (this.#ended ?? overBecause(kept))
    kept?.[Symbol.dispose]()
    const prompt = await client.prompt()
    try {
      const {id, pid} = showInfo.decode(await askAtPrompt(prompt, client, showInfo.encode()))
      if (id !== client.info.id) throw reloaded(client.info.pid, pid)
      const {ahead} = settings
      for (const setting of [setTimeoutCli.encode(sessionTimeout), ...ahead]) await setAtPrompt(prompt, client, setting)
      if (before !== undefined) await this.#tell(`${before}: a new one, with process ${pid}${ahead.length > 0 ? `, and ${ahead.join('; ')} set again` : ''}`)
    } catch (error) {
      prompt[Symbol.dispose]()
      throw error
    }
    this.#prompt = prompt
    this.#ended = undefined
    this.#numbered = false
    return prompt
  }
}

const timeoutIn = (settings: ConnectionSettings): string =>
  settings.ahead.find((each) => each.startsWith('set timeout cli')) ?? setTimeoutCli.encode(sessionTimeout)

/** Whether the next command can be asked on it. */
async function isReady(prompt: KeptPrompt, client: RuntimeClient): Promise<boolean> {
  if (prompt.over) return false
  try {
    return await isInStep(prompt, client)
  } catch (error) {
    if (error instanceof HactlError && error.code === 'connection-lost') return false
    throw error
  }
}

const saidMore = 'HAProxy has said more than it was asked, and what was shown last was not all of its answer'

function overBecause(prompt: KeptPrompt): string {
  if (prompt.left) return 'the session was left in the middle of an answer'
  return prompt.saidMore ? saidMore : 'HAProxy closed the session'
}

const outOfStep = (command: string): HactlError =>
  new HactlError('connection-lost', {exit: 3, message: `${saidMore}: \`${shownLine(command)}\` was not sent`, hint: 'run it again'})

const reloaded = (before: number, now: number): HactlError =>
  new HactlError('connection-lost', {
    exit: 3,
    message: `HAProxy was reloaded just now, ${before} is ${now}: nothing was sent`,
    hint: 'run it again when you mean this process',
  })
