import type {RuntimeClient} from '../client/runtime-client.ts'
import {addMap} from '../protocol/commands/map/add-map.ts'
import {delMap} from '../protocol/commands/map/del-map.ts'
import type {MapReference} from '../protocol/commands/map/reference.ts'
import {setMap} from '../protocol/commands/map/set-map.ts'
import type {MapHeader} from '../protocol/commands/map/show-maps.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {noReply, type Reply} from '../protocol/reply.ts'
import {readable, type WireText} from '../protocol/word.ts'
import type {PromptSession} from '../transport/prompt-session.ts'
import {countText} from './count-text.ts'
import {type DriftOptions, drifted} from './drift.ts'
import {insist} from './insist.ts'
import {look, lookIn} from './look.ts'
import type {PatchLine} from './patch-lines.ts'
import {patientSession} from './patient-session.ts'
import {readDigest} from './steady.ts'
import {type Basis, requireBasis} from './watch.ts'

/** How far a patch has come. */
interface Progress {
  /** Commands that HAProxy has acknowledged. */
  done: number
  readonly total: number
}

export interface PatchOptions extends DriftOptions {
  /** Of the content that was planned with, where it is known. */
  readonly digest: string | undefined
}

/** Why a patch went no further. */
interface Stop {
  readonly cause: Error
  /** The command that HAProxy refused, if that is why. */
  readonly refused?: WireText
  /** Commands that were written and not answered: they may have run. */
  readonly unknown: number
}

/**
 * Sends the lines of a patch, one after the other: the next one when every command of the one before was acknowledged. All go through ONE session, so that
 * they reach the process that was planned with, even when HAProxy is reloaded meanwhile, and never half of them another one.
 *
 * @param header of the content that was planned with
 * @throws HactlError with exit 5 (`patch-incomplete`, `reloaded`) once anything may have been changed
 */
export async function sendPatch(client: RuntimeClient, basis: Basis, lines: readonly PatchLine[], header: MapHeader, options: PatchOptions): Promise<void> {
  const patient = client.with({signal: undefined})
  const progress = {done: 0, total: lines.reduce((sum, {commands}) => sum + commands.length, 0)}
  await using session = await patientSession(client, Math.max(0, header.entryCount ?? 0))
  const now = await lookIn(session, basis.map.kind)
  const still = requireBasis(now, basis).entryCount === header.entryCount
  // with `acceptDrift` what is read back tells
  if (!still && !options.acceptDrift) drifted(basis.map, 'its entries are not those that were read', options)
  client.signal?.throwIfAborted()
  // from here on a signal ends it between two lines
  session.detach()
  const pace = client.pace()
  for (const line of lines) {
    if (client.signal?.aborted) throw interrupted(basis, progress, client.signal)
    const start = performance.now()
    const stop = await sendLine(session, basis.map, line, progress)
    if (stop) throw await stopped(patient, basis, progress, stop, () => isAsPlanned(patient, basis, options.digest))
    options.progress?.({phase: 'patch', done: progress.done, total: progress.total, unit: 'changes'})
    // a signal is told at the next line, with what is done
    await pace?.rest(performance.now() - start).catch(() => undefined)
  }
  await requireServing(patient, basis, progress)
}

/** Runs one line. @returns why the patch cannot go on */
async function sendLine(session: PromptSession, map: MapReference, {bytes, commands}: PatchLine, progress: Progress): Promise<Stop | undefined> {
  let answer: {replies: readonly Reply[]; lost: Error | undefined}
  try {
    answer = await session.askLine(bytes, commands.length)
  } catch (error) {
    // the session was over before: nothing was written
    return {cause: asError(error), unknown: 0}
  }
  const {replies, lost} = answer
  let refusal: Stop | undefined
  for (const [index, command] of commands.entries()) {
    const reply = replies[index] ?? noReply
    try {
      decode(command, reply, map)
      progress.done += 1
    } catch (error) {
      if (!reply.complete) return {...refusal, cause: lost && reply.text === '' ? lost : asError(error), unknown: commands.length - index}
      refusal ??= {cause: asError(error), refused: command, unknown: 0}
    }
  }
  return refusal
}

/** By each command's own grammar of success. */
function decode(command: WireText, reply: Reply, map: MapReference): void {
  if (command.startsWith('set ')) setMap.decode(reply)
  else if (command.startsWith('del ')) delMap.decode(reply, map)
  else addMap.decode(reply, map)
}

/** What is to be said of a patch that stopped, and of the map by now. */
async function stopped(
  client: RuntimeClient,
  basis: Basis,
  {done, total}: Progress,
  {cause, refused, unknown}: Stop,
  untouched: () => Promise<boolean>,
): Promise<Error> {
  const now = await look(client, basis.map.kind).catch(() => undefined)
  if (now && (now.pid !== basis.pid || now.stopping)) return intoOld(basis, done)
  const which = refused === undefined ? '' : ` at \`${readable(refused)}\``
  if (done === 0 && unknown === 0 && refused === undefined) return cause
  if (done === 0 && unknown === 0 && (await untouched())) return refusedWhole(basis, which, cause)
  const more = unknown > 0 ? `, up to ${countText(unknown)} more may be` : ''
  const far =
    done + unknown > 0 ? `${countText(done)} of ${countText(total)} commands are done${more}` : 'no command was acknowledged, but the map may have been changed'
  return incomplete(`the patch of ${basis.map} stopped${which}: ${far}: ${cause.message}`, cause)
}

/** A text that no HAProxy is known to give tells as little as none: what the map holds does. */
async function isAsPlanned(client: RuntimeClient, {map, pid}: Basis, digest: string | undefined): Promise<boolean> {
  if (digest === undefined) return false
  return (await readDigest(client, {map, pid, entries: undefined}).catch(() => undefined)) === digest
}

/** Nothing was changed at all. */
function refusedWhole({map}: Basis, which: string, cause: Error): Error {
  if (!(cause instanceof HactlError)) return cause
  if (cause.code === 'refused') {
    return new HactlError('entry-refused', {
      exit: 2,
      message: `${cause.message}${which}`,
      hint: 'nothing was changed; correct the entry and run this again',
      cause,
    })
  }
  if (cause.code !== 'key-unknown') return cause
  return new HactlError('conflict', {
    exit: 4,
    message: `${map} was changed by others since it was read: HAProxy has no such key${which}`,
    hint: 'nothing was changed; run the command again to plan anew',
    cause,
  })
}

/** After a reload a session goes on speaking to the old process. */
async function requireServing(client: RuntimeClient, basis: Basis, {done}: Progress): Promise<void> {
  const now = await insist(() => look(client, basis.map.kind)).catch(asError)
  if (now instanceof Error)
    throw incomplete(`the patch of ${basis.map} was acknowledged, all of it (${countText(done)}), and then HAProxy could not be reached: ${now.message}`, now)
  if (now.pid !== basis.pid || now.stopping) throw intoOld(basis, done)
}

const intoOld = ({map, pid}: Basis, done: number): HactlError =>
  new HactlError('reloaded', {
    exit: 5,
    message: `HAProxy was reloaded meanwhile: ${countText(done)} changes of ${map} went to process ${pid}, which no longer serves; the one that does has the map of its file`,
    hint: 'run the same sync again',
  })

function interrupted({map}: Basis, {done, total}: Progress, signal: AbortSignal): Error {
  const reason = asError(signal.reason)
  if (done === 0) return reason
  return incomplete(`the patch of ${map} was interrupted: ${countText(done)} of ${countText(total)} commands are done`, reason)
}

export const incomplete = (message: string, cause?: Error): HactlError =>
  new HactlError('patch-incomplete', {exit: 5, message, hint: 'traffic sees what is done; the same command again does what is missing', cause})
