import {randomBytes} from 'node:crypto'
import {levels} from '../protocol/command.ts'
import {showCliLevel} from '../protocol/commands/process/show-cli-level.ts'
import {type RawLine, withSeverity} from '../protocol/raw-line.ts'
import {refused} from '../protocol/refusal.ts'
import {type Reply, replyOf} from '../protocol/reply.ts'
import {AnswerScanner, openingOf} from '../protocol/severity.ts'
import type {WireText} from '../protocol/word.ts'
import type {KeptPrompt} from '../transport/kept-prompt.ts'
import {endless, keptLimit} from '../transport/limits.ts'
import {deadlinesOf, type ExecOutcome, passOn} from './exec.ts'
import type {RuntimeClient} from './runtime-client.ts'

/** One command of a line that was typed. */
export interface PromptCommand {
  readonly raw: RawLine
  /** With what ends it; empty for a command without one. */
  readonly payload: Buffer
  /** The severity of messages was asked for by us, and is taken out again. */
  readonly strip: boolean
}

/** What goes over the wire for a command. */
export const requestOf = ({raw, payload}: Pick<PromptCommand, 'raw' | 'payload'>): Buffer =>
  Buffer.concat([Buffer.from(`${withSeverity(raw.text)}\n`), payload])

/** Sends one command at a prompt, and passes its answer on as it comes: behind a whole one there is a prompt again. @throws HactlError as `execLine` does */
export async function execAtPrompt(
  prompt: KeptPrompt,
  client: RuntimeClient,
  command: PromptCommand,
  write: (bytes: Buffer) => Promise<void>,
): Promise<ExecOutcome> {
  const {raw, strip} = command
  const answer = prompt.ask(requestOf(command), {...deadlinesOf(raw, client), signal: client.signal, quits: raw.quits})
  const {missingBlankLine} = client.dialect
  const {outcome} = await passOn(raw, answer, new AnswerScanner({commands: [raw.text], missingBlankLine, strip, ahead: 0}), write, client.signal)
  return outcome
}

/** The whole answer of a short question. */
export async function askAtPrompt(prompt: KeptPrompt, {timeout, signal, address}: RuntimeClient, command: WireText): Promise<Reply> {
  let text = ''
  for await (const piece of prompt.ask(Buffer.from(`${command}\n`, 'latin1'), {limit: timeout * 3, silence: timeout, signal})) {
    text += piece.toString('latin1')
    if (text.length > keptLimit) throw endless(address)
  }
  return replyOf(text.slice(0, -1))
}

/** HAProxy has it for every level. */
export const echo = {since: '3.1'}

/**
 * Whether what comes next answers what is asked next. The end of an answer cannot be told from the same bytes inside it where nothing has come behind them
 * yet; so something is asked of which the answer is known. Out of step, the prompt is closed.
 */
export async function isInStep(prompt: KeptPrompt, client: RuntimeClient): Promise<boolean> {
  const mark = client.has(echo) ? randomBytes(6).toString('hex') : undefined
  const {text} = await askAtPrompt(prompt, client, mark === undefined ? showCliLevel.encode() : `echo ${mark}`)
  const said = text.slice(openingOf(text).length).trim()
  const inStep = mark === undefined ? levels.some((level) => level === said) : said === mark
  if (!inStep) prompt.distrust()
  return inStep
}

/** What holds from now on at this prompt. @throws HactlError `refused` for any answer but none */
export async function setAtPrompt(prompt: KeptPrompt, client: RuntimeClient, command: WireText): Promise<void> {
  const reply = await askAtPrompt(prompt, client, command)
  if (reply.text !== '') throw refused(command, reply)
}
