import fc from 'fast-check'
import type {Strategy} from '../../src/maps/sync-options.ts'
import {type Step, stepNames} from './steps.ts'

/** What happens to a sync. `nobody let in`: connections that stand go on, new ones are refused. */
export const faultNames = [
  'nobody let in',
  'closed before the request',
  'half a line',
  'closed without an answer',
  'closed in the answer',
  'closed after the answer',
  'reset',
  'stalled before the request',
  'stalled before the answer',
  'byte by byte',
  'wrong text',
  'empty answer',
  'slots taken',
] as const

/** What happens to the process of the command line. */
export const signalNames = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const

export type FaultName = (typeof faultNames)[number]
export type SignalName = (typeof signalNames)[number]

/** One request: the first, second … of a step, or simply the so-manieth. */
export type Place = {readonly step: Step; readonly nth: number} | {readonly request: number}

interface Sync {
  readonly session: 'auto' | 'oneshot' | 'prompt'
  readonly strategy: Strategy
  readonly wasEmpty: boolean
  readonly over: 'unix' | 'tcp'
}

export interface DrawnFault {
  readonly fault: FaultName
  readonly place: Place
  /** From then on nobody is let in. */
  readonly thenRefused: boolean
}

export interface FaultCase extends Sync {
  /** The first of them is the one that counts in a table. */
  readonly faults: readonly DrawnFault[]
  readonly signal?: undefined
}

export interface SignalCase extends Sync {
  readonly faults: readonly []
  /** At a request, or so many ms after the start. */
  readonly signal: {readonly name: SignalName; readonly at: Place | number}
}

export type RandomCase = FaultCase | SignalCase

/** A sync has some 25 requests: faults behind its end are drawn too. */
const place: fc.Arbitrary<Place> = fc.oneof(
  {weight: 3, arbitrary: fc.record({step: fc.constantFrom(...stepNames), nth: fc.constantFrom(0, 0, 0, 1, 2, 5)})},
  {weight: 1, arbitrary: fc.record({request: fc.nat(28)})},
)

const sync = {
  session: fc.constantFrom('auto' as const, 'oneshot' as const, 'prompt' as const),
  strategy: fc.constantFrom<Strategy>('auto', 'replace', 'patch'),
  wasEmpty: fc.boolean(),
  over: fc.constantFrom('unix' as const, 'tcp' as const),
}

const faultCase: fc.Arbitrary<FaultCase> = fc.record({
  ...sync,
  faults: fc.array(fc.record({fault: fc.constantFrom(...faultNames), place, thenRefused: fc.constantFrom(false, false, true)}), {minLength: 1, maxLength: 2}),
})

const signalCase: fc.Arbitrary<SignalCase> = fc.record({
  ...sync,
  faults: fc.constant([] as const),
  signal: fc.record({name: fc.constantFrom(...signalNames), at: fc.oneof(place, fc.integer({min: 0, max: 800}))}),
})

/** One in eight is a signal: each of those starts a process. */
export const randomCase: fc.Arbitrary<RandomCase> = fc.oneof({weight: 7, arbitrary: faultCase}, {weight: 1, arbitrary: signalCase})
