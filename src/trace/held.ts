import type {RuntimeClient} from '../client/runtime-client.ts'
import {lastingSession} from '../maps/patient-session.ts'
import type {WireCommand} from '../protocol/command.ts'
import {showInfo} from '../protocol/commands/process/show-info.ts'
import {setTrace} from '../protocol/commands/trace/set-trace.ts'
import {showTrace, type TraceSource} from '../protocol/commands/trace/show-trace.ts'
import {traceChoices} from '../protocol/commands/trace/trace-choices.ts'
import {asError, HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import type {PromptSession} from '../transport/prompt-session.ts'
import {traceLeft} from './arm.ts'
import type {TracePlan} from './plan.ts'

/** ms: HAProxy takes no more than 24 days. */
const longestSilence = 2_000_000_000

/**
 * A trace of ours in one process, over a session that stays with it: an old worker goes on tracing after a reload, and answers at its address no more.
 * The session costs one of the connections of `stats maxconn`.
 */
export class HeldTrace {
  readonly #client: RuntimeClient
  readonly #session: PromptSession
  readonly #plans: readonly TracePlan[]
  /** Of these something may have been sent. */
  readonly #begun: TracePlan[] = []
  /** Of these all of it was acknowledged. */
  readonly #started: TracePlan[] = []

  private constructor(client: RuntimeClient, session: PromptSession, plans: readonly TracePlan[]) {
    this.#client = client
    this.#session = session
    this.#plans = plans
  }

  /** @returns undefined when another process answers by now */
  static async hold(client: RuntimeClient, plans: readonly TracePlan[]): Promise<HeldTrace | undefined> {
    // what ends the stream must not end what removes the trace
    const session = await lastingSession(client.with({signal: undefined}), longestSilence)
    const held = new HeldTrace(client, session, plans)
    try {
      if ((await held.#run(showInfo)).id === client.info.id) return held
      await session[Symbol.asyncDispose]()
      return undefined
    } catch (error) {
      await session[Symbol.asyncDispose]()
      throw error
    }
  }

  get pid(): number {
    return this.#client.info.pid
  }

  async start(): Promise<void> {
    for (const plan of this.#plans) {
      this.#begun.push(plan)
      for (const [source, setting] of plan.steps) await this.#run(setTrace, source, setting)
      this.#started.push(plan)
    }
  }

  /** Looks at what is started: until then it is stopped by nobody. @throws HactlError `trace-taken` when others have stopped it, or trace the same source */
  async requireOurs(): Promise<void> {
    for (const [{source, sink}, now] of await this.#standing([...this.#started])) {
      if (now.state === 'stopped') throw taken(`the trace of ${source} was stopped, and not by this command`)
      if (now.sink === null) throw taken(`the sink of the trace of ${source} was taken away, and not by this command`)
      if (now.sink !== sink) throw taken(takenOver(source, now.sink))
    }
  }

  /**
   * Stops it, and puts back what was chosen, but for what others have made theirs meanwhile.
   *
   * @throws HactlError `trace-left` (5) when it may go on, `trace-taken` (4) when others trace one of the sources
   */
  async remove(): Promise<void> {
    const others: string[] = []
    try {
      for (const [plan, now] of await this.#standing(this.#begun)) {
        const {source} = plan
        const chosen = !this.#started.includes(plan) || (await this.#isAsChosen(plan))
        if (chosen && (now.sink === null || now.sink === plan.sink)) for (const [, setting] of plan.undo) await this.#run(setTrace, source, setting)
        else if (now.state !== 'stopped')
          others.push(chosen ? takenOver(source, now.sink) : `somebody else has chosen another level or verbosity for ${source}: its trace is left to them`)
      }
    } catch (error) {
      if (!(await this.#isGone(error))) throw traceLeft(this.#client, this.#begun, asError(error).message, error)
    } finally {
      await this.#session[Symbol.asyncDispose]()
    }
    if (others.length > 0) throw taken(others.join('; '))
  }

  async #standing(plans: readonly TracePlan[]): Promise<[TracePlan, TraceSource][]> {
    const all = await this.#run(showTrace)
    return plans.flatMap((plan): [TracePlan, TraceSource][] => {
      const now = all.find(({name}) => name === plan.source)
      return now ? [[plan, now]] : []
    })
  }

  async #isAsChosen({source, chosen}: TracePlan): Promise<boolean> {
    for (const [choice, value] of chosen) if ((await this.#run(traceChoices, source, choice)).current !== value) return false
    return true
  }

  /** The process has ended, and its traces with it. */
  async #isGone(error: unknown): Promise<boolean> {
    if (!(error instanceof HactlError) || error.code !== 'connection-lost') return false
    try {
      return (await this.#client.with({signal: undefined}).again()).info.id !== this.#client.info.id
    } catch (failure) {
      // taken slots tell nothing
      return failure instanceof HactlError && ['connection-refused', 'socket-missing'].includes(failure.code)
    }
  }

  async #run<Arguments extends readonly unknown[], Result>(command: WireCommand<Arguments, Result>, ...words: Arguments): Promise<Result> {
    return command.decode(await this.#session.ask(line(command.encode(...words))), words[0])
  }
}

const takenOver = (source: string, sink: string | null): string => `somebody else traces ${source} now, into ${sink}: that is left to them`

const taken = (message: string): HactlError =>
  new HactlError('trace-taken', {exit: 4, message, hint: 'hactl trace list shows what is traced now, hactl trace stop ends it'})
