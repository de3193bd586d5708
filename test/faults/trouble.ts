import type {LabHaproxy} from '../haproxy/lab.ts'
import {commits, type Fault, type PlannedRequest} from './fault.ts'
import {holdSlots} from './held-slots.ts'
import type {DrawnFault, FaultName, Place} from './random-case.ts'
import type {Relay} from './relay.ts'
import {type Step, stepOf} from './steps.ts'

/** Knows where a sync is, and does to it what is due there, once. */
export class Trouble {
  /** The step that was struck first. */
  struck: Step | undefined
  /** The step of the latest request. */
  latest: Step | undefined
  readonly #relay: Relay
  readonly #faults: Readonly<Record<FaultName, Fault>>
  readonly #seen = new Map<Step, number>()
  readonly #done = new Set<Place>()
  #committed = false
  #held: Promise<Disposable> | undefined

  constructor(haproxy: LabHaproxy, relay: Relay) {
    this.#relay = relay
    this.#faults = {
      'nobody let in': {kind: 'hold', meanwhile: () => relay.refuse()},
      'closed before the request': {kind: 'lose-request'},
      'half a line': {kind: 'cut-request'},
      'closed without an answer': {kind: 'lose-answer'},
      'closed in the answer': {kind: 'cut-answer', keep: 30},
      'closed after the answer': {kind: 'close-after'},
      reset: {kind: 'reset'},
      'stalled before the request': {kind: 'stall-request'},
      'stalled before the answer': {kind: 'stall-answer'},
      'byte by byte': {kind: 'drip-answer'},
      'wrong text': {kind: 'replace-answer', text: 'Something else.'},
      'empty answer': {kind: 'replace-answer', text: ''},
      'slots taken': {kind: 'hold', meanwhile: () => (this.#held ??= holdSlots(haproxy))},
    }
  }

  stepOf(request: PlannedRequest): Step {
    const step = stepOf(request.line, this.#committed)
    this.#committed ||= commits(request)
    this.#seen.set(step, (this.#seen.get(step) ?? 0) + 1)
    this.latest = step
    return step
  }

  isAt(place: Place, request: PlannedRequest, step: Step): boolean {
    const here = 'request' in place ? place.request === request.index : place.step === step && place.nth === (this.#seen.get(step) ?? 0) - 1
    if (!here || this.#done.has(place)) return false
    this.#done.add(place)
    return true
  }

  begin({fault, thenRefused}: DrawnFault, step: Step): Fault {
    this.struck ??= step
    const begun = this.#faults[fault]
    if (!thenRefused) return begun
    const meanwhile = async (): Promise<void> => {
      await begun.meanwhile?.()
      this.#relay.refuse()
    }
    return {...begun, meanwhile}
  }

  /** Slots may still be in the taking when the sync has long given up. */
  async end(): Promise<void> {
    const held = await this.#held
    held?.[Symbol.dispose]()
  }
}
