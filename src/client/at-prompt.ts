import type {RawLine} from '../protocol/raw-line.ts'
import {refused} from '../protocol/refusal.ts'
import {type Reply, replyOf} from '../protocol/reply.ts'
import {AnswerScanner} from '../protocol/severity.ts'
import type {WireText} from '../protocol/word.ts'
import type {KeptPrompt} from '../transport/kept-prompt.ts'
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
export const requestOf = ({raw, payload}: Pick<PromptCommand, 'raw' | 'payload'>): Buffer => Buffer.concat([Buffer.from(`${raw.text}\n`), payload])

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
  const {outcome} = await passOn(raw, answer, new AnswerScanner({commands: [raw.text], missingBlankLine, strip, ahead: 0}), write)
  return outcome
}

/** The whole answer of a short question. */
export async function askAtPrompt(prompt: KeptPrompt, {timeout, signal}: RuntimeClient, command: WireText): Promise<Reply> {
  const pieces: Buffer[] = []
  for await (const piece of prompt.ask(Buffer.from(`${command}\n`, 'latin1'), {limit: timeout * 3, silence: timeout, signal})) pieces.push(piece)
  return replyOf(Buffer.concat(pieces).toString('latin1').slice(0, -1))
}

/** What holds from now on at this prompt. @throws HactlError `refused` for any answer but none */
export async function setAtPrompt(prompt: KeptPrompt, client: RuntimeClient, command: WireText): Promise<void> {
  const reply = await askAtPrompt(prompt, client, command)
  if (reply.text !== '') throw refused(command, reply)
}
