import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {type Entry, type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'
import {attempt, setContent, touchedAfterCommit} from './attempt.ts'
import {entriesOf, textOf} from './content.ts'
import {commits, type Fault} from './fault.ts'
import {Relay} from './relay.ts'

const old = entriesOf(40, 'old')
const fresh = entriesOf(41, 'new')
const chunkSize = 150

/** `refuse`: from then on nobody is let in any more. */
const faults = fc.record({
  fault: fc.constantFrom<Fault>(
    {kind: 'lose-request'},
    {kind: 'cut-request'},
    {kind: 'lose-answer'},
    {kind: 'cut-answer', keep: 1},
    {kind: 'cut-answer', keep: 30},
    {kind: 'close-after'},
    {kind: 'stall-request'},
    {kind: 'stall-answer'},
    {kind: 'drip-answer'},
    {kind: 'replace-answer', text: 'Something else.'},
    {kind: 'replace-answer', text: ''},
    {kind: 'reset'},
  ),
  // requests; more than a sync has, so that faults past its end are drawn too
  step: fc.nat(26),
  refuse: fc.boolean(),
})

const runs = fc.record({
  faults: fc.array(faults, {minLength: 1, maxLength: 2}),
  session: fc.constantFrom('oneshot' as const, 'prompt' as const),
  wasEmpty: fc.boolean(),
})

type Run = typeof runs extends fc.Arbitrary<infer One> ? One : never

const runsOf = (version: LabVersion): number => Number(process.env['HACTL_FC_RUNS'] ?? (version === '2.6' || version === '3.2' ? 20 : 8))

/** Old and new are told apart by the exit status; after 5 it may be either, and nothing else. */
function expectation(exit: number): readonly Entry[][] {
  if (exit === 0) return [fresh]
  return exit === 5 ? [old, fresh] : [old]
}

async function disturbed(haproxy: LabHaproxy, relay: Relay, run: Run): Promise<void> {
  const before = run.wasEmpty ? [] : old
  await relay.admit()
  await setContent(haproxy, 'big.map', before)
  relay.forget()
  relay.plan = (request) => {
    const drawn = run.faults.find(({step}) => step === request.index)
    // a lie about the commit is a test of its own: commit.test.ts
    if (!drawn || (drawn.fault.kind === 'replace-answer' && commits(request))) return undefined
    return drawn.refuse ? {...drawn.fault, meanwhile: () => relay.refuse()} : drawn.fault
  }
  const {exit, error} = await attempt(relay.address, haproxy.file('big.map'), fresh, {session: run.session, chunkSize, timeout: 200})
  relay.plan = () => undefined
  const running = await haproxy.dump('big.map')
  const allowed = expectation(exit).map((each) => (each === old ? before : each))
  const named = (entries: readonly Entry[]): string => (textOf(entries) === textOf(fresh) ? 'new' : textOf(entries) === textOf(before) ? 'old' : 'neither')
  const place = `exit ${exit} (${error?.code ?? 'done'}: ${error?.message ?? ''}) after ${JSON.stringify(run)}; asked: ${relay.requests.map((request, index) => `${index} ${request.split('\n')[0]}`).join(' | ')}`
  expect(allowed.map(named), `${place}: the running map is ${named(running)}`).toContain(named(running))
  expect([0, 1, 2, 3, 4, 5], place).toContain(exit)
  expect(touchedAfterCommit(relay), place).toEqual([])
  expect(haproxy.alive(), place).toBe(true)
}

describe.each(lab.since('2.4'))('a fault or two at any step of a sync on HAProxy %s', (version) => {
  test.each(['unix', 'tcp'] as const)('leaves the old map or the new one, and says which (%s)', async (kind) => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket, {kind})
    const pid = await haproxy.pid()
    await fc.assert(
      fc.asyncProperty(runs, (run) => disturbed(haproxy, relay, run)),
      {numRuns: runsOf(version), endOnFailure: true},
    )
    expect(await haproxy.pid()).toBe(pid)
  })
})
