import {Running} from '../cli/hactl.ts'
import {type Entry, type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'
import {attempt, setContent, touchedAfterCommit} from './attempt.ts'
import {entriesOf, textOf} from './content.ts'
import {commits} from './fault.ts'
import {type Content, contentOf, promised} from './promises.ts'
import type {RandomCase, SignalCase} from './random-case.ts'
import {Relay} from './relay.ts'
import type {Step} from './steps.ts'
import {Trouble} from './trouble.ts'

const old = entriesOf(40, 'old')
const fresh = entriesOf(41, 'new')
const chunkSize = 150

/** What became of one random case. */
export interface Outcome {
  readonly strategy: RandomCase['strategy']
  readonly fault: string
  /** Where the fault struck first; undefined when the sync was over before. */
  readonly step: Step | undefined
  /** null for a process that a signal ended. */
  readonly exit: number | null
  readonly running: Content
  /** Nothing when all is as promised. */
  readonly wrong: string | undefined
  readonly milliseconds: number
}

interface Ended {
  readonly exit: number | null
  readonly said: string
}

/** A HAProxy, and relays before it, for one random case after the other. */
export class RandomRuns implements AsyncDisposable {
  readonly haproxy: LabHaproxy
  readonly #relays: Readonly<Record<'unix' | 'tcp', Relay>>

  private constructor(haproxy: LabHaproxy, relays: Readonly<Record<'unix' | 'tcp', Relay>>) {
    this.haproxy = haproxy
    this.#relays = relays
  }

  static async on(version: LabVersion): Promise<RandomRuns> {
    const haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}, files: {'new.map': textOf(fresh)}})
    return new RandomRuns(haproxy, {unix: await Relay.before(haproxy.socket), tcp: await Relay.before(haproxy.socket, {kind: 'tcp'})})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const relay of Object.values(this.#relays)) await relay[Symbol.asyncDispose]()
    await this.haproxy[Symbol.asyncDispose]()
  }

  async run(given: RandomCase): Promise<Outcome> {
    // without versions of maps there is nothing else
    const drawn: RandomCase = this.haproxy.version === '2.2' ? {...given, strategy: 'patch'} : given
    const relay = this.#relays[drawn.over]
    const before = drawn.wasEmpty ? [] : old
    await relay.admit()
    await setContent(this.haproxy, 'big.map', before)
    relay.forget()
    const trouble = new Trouble(this.haproxy, relay)
    const begun = performance.now()
    const ended = drawn.signal ? await this.#signalled(drawn, relay, trouble) : await this.#faulty(drawn, relay, trouble)
    const milliseconds = performance.now() - begun
    relay.plan = () => undefined
    await trouble.end()
    await this.#settled(relay)
    const asked = relay.requests.map((request, index) => `${index} ${request.split('\n')[0]}`).join(' | ')
    const {running, problems} = await this.#judge(drawn, before, ended.exit, relay)
    const wrong = problems.length > 0 ? `${problems.join('; ')} (exit ${ended.exit}, ${ended.said}) after ${JSON.stringify(drawn)}; asked: ${asked}` : undefined
    const fault = drawn.signal?.name ?? drawn.faults[0]?.fault ?? 'none'
    return {strategy: drawn.strategy, fault, step: trouble.struck, exit: ended.exit, running, wrong, milliseconds}
  }

  async #faulty({faults, session, strategy}: RandomCase, relay: Relay, trouble: Trouble): Promise<Ended> {
    relay.plan = (request) => {
      const step = trouble.stepOf(request)
      const due = faults.find(({place}) => trouble.isAt(place, request, step))
      return due && trouble.begin(due, step)
    }
    const {exit, error} = await attempt(relay.address, this.haproxy.file('big.map'), fresh, {session, strategy, chunkSize, timeout: 200, deadline: 30_000})
    return {exit, said: error ? `${error.code}: ${error.message}` : 'done'}
  }

  async #signalled({signal, session, strategy}: SignalCase, relay: Relay, trouble: Trouble): Promise<Ended> {
    const {at, name} = signal
    const words = ['map', 'sync', this.haproxy.file('new.map'), '--map', this.haproxy.file('big.map'), '-s', relay.address]
    const running = new Running([...words, '--chunk-size', String(chunkSize), '--session', session, '--strategy', strategy], {deadline: 30_000})
    const send = (): void => {
      trouble.struck ??= trouble.latest ?? 'start of the process'
      running.signal(name)
    }
    relay.latency = 10 // else most of it would be the start of a process
    relay.plan = (request) => {
      const step = trouble.stepOf(request)
      return typeof at === 'object' && trouble.isAt(at, request, step) ? {kind: 'hold', meanwhile: send} : undefined
    }
    const timer = typeof at === 'number' ? setTimeout(send, at) : undefined
    const {status, stderr} = await running.ended
    clearTimeout(timer)
    relay.latency = 0
    // SIGINT before anybody listens to it ends a process as it always does
    return {exit: status, said: stderr.trim().split('\n').at(-1) ?? ''}
  }

  /** What was cut off, or waited for a slot, has been run or dropped: two dumps behind it in the queue are alike. */
  async #settled(relay: Relay): Promise<void> {
    for (const connection of relay.connections) connection.destroy()
    await this.haproxy.exchange('show info')
    let seen = textOf(await this.haproxy.dump('big.map'))
    for (let now = ''; now !== seen; ) {
      ;[now, seen] = [seen, textOf(await this.haproxy.dump('big.map'))]
    }
  }

  async #judge(
    {strategy, signal}: RandomCase,
    before: readonly Entry[],
    exit: number | null,
    relay: Relay,
  ): Promise<{running: Content; problems: readonly string[]}> {
    const running = contentOf(await this.haproxy.dump('big.map'), before, fresh, strategy !== 'patch')
    const committed = relay.requests.some((request) => commits({line: request}))
    const again = signal?.name === 'SIGKILL' || (strategy === 'patch' && exit === 5)
    const problems = [
      ...(promised[strategy](exit).includes(running) ? [] : [`the running map is ${running}`]),
      ...(strategy !== 'patch' && running === 'new' && !committed ? ['new without a commit'] : []),
      ...(exit === null || [0, 1, 2, 3, 4, 5, 130, 143].includes(exit) ? [] : ['no exit status of hactl']),
      ...touchedAfterCommit(relay).map((request) => `after the commit: ${request}`),
      ...(this.haproxy.alive() ? [] : ['HAProxy is gone']),
      ...(again ? await this.#again(strategy) : []),
    ]
    return {running, problems}
  }

  /** What was left behind, a lock, a version or a part of a patch, keeps nobody out, and the same again brings the new map. */
  async #again(strategy: RandomCase['strategy']): Promise<string[]> {
    const {error} = await attempt(this.haproxy.socket, this.haproxy.file('big.map'), fresh, {strategy, timeout: 10_000})
    if (error) return [`the next sync: ${error.code}: ${error.message}`]
    const running = contentOf(await this.haproxy.dump('big.map'), [], fresh, strategy !== 'patch')
    return running === 'new' ? [] : [`after the next sync the map is ${running}`]
  }
}
