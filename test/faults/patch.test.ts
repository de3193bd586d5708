import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type Entry, type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'
import {put, sorted} from '../maps/patch.ts'
import {attempt, setContent} from './attempt.ts'
import {textOf} from './content.ts'
import {type Fault, onceWhen, type PlannedRequest} from './fault.ts'
import {Relay} from './relay.ts'

const numbered = (from: number, to: number, value: string): Entry[] => Array.from({length: to - from}, (_, index) => [`/key-${from + index}`, value])

/** 60 values change, 40 keys go, 40 come: 140 commands. */
const old = numbered(0, 100, 'old')
const fresh = numbered(40, 140, 'new')
const total = 140
/** So small that each kind of command takes several lines. */
const patching = {strategy: 'patch', chunkSize: 700} as const

const changes = ({line}: PlannedRequest): boolean => /^(?:set|add|del) map /.test(line)

function nthLine(wanted: number): (request: PlannedRequest) => boolean {
  let seen = 0
  return (request) => changes(request) && (seen += 1) === wanted
}

/** Changes of the patch that a map has: each key is as it was or as it shall be, and stands once. */
function doneOf(entries: readonly Entry[]): number {
  const [before, after, now] = [new Map(old), new Map(fresh), new Map(entries)]
  expect(now.size).toBe(entries.length)
  let done = 0
  for (const key of new Set([...before.keys(), ...after.keys(), ...now.keys()])) {
    const value = now.get(key)
    expect([before.get(key), after.get(key)]).toContain(value)
    if (value !== before.get(key)) done += 1
  }
  return done
}

/** How many changes a message says are made, at least and at most. */
function told(message: string): [least: number, most: number] {
  if (/^(?:every command|all 140 commands) of the patch of /.test(message)) return [total, total]
  const [, done, more = '0'] = / (\d+) of 140 commands are done(?:, up to (\d+) more may be)?/.exec(message) ?? []
  return [Number(done), Number(done) + Number(more)]
}

const anyFault = fc.constantFrom<Fault>(
  {kind: 'lose-request'},
  {kind: 'cut-request'},
  {kind: 'lose-answer'},
  {kind: 'cut-answer', keep: 1},
  {kind: 'cut-answer', keep: 9},
  {kind: 'cut-answer', keep: 30},
  {kind: 'close-after'},
  {kind: 'stall-request'},
  {kind: 'stall-answer'},
  {kind: 'drip-answer'},
  {kind: 'replace-answer', text: 'Something else.'},
  {kind: 'reset'},
)

const runsOf = (version: LabVersion): number => Number(process.env['HACTL_FC_RUNS'] ?? (version === '2.2' || version === '3.2' ? 20 : 10))

describe.each(lab.versions)('a patch on HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  let relay: Relay
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    relay = await Relay.before(haproxy.socket)
  })
  afterAll(async () => {
    await relay[Symbol.asyncDispose]()
    await haproxy[Symbol.asyncDispose]()
  })

  const patch = (options = {}) => attempt(relay.address, haproxy.file('big.map'), fresh, {...patching, ...options})

  async function again(): Promise<void> {
    relay.plan = () => undefined
    expect(await patch({timeout: 10_000})).toMatchObject({exit: 0, report: {verified: true}})
    expect(sorted(await haproxy.dump('big.map'))).toEqual(sorted(fresh))
  }

  test('that any fault at any step stops says what is done, and the same again completes it', async () => {
    await fc.assert(
      fc.asyncProperty(anyFault, fc.nat({max: 26}), async (fault, step) => {
        await put(haproxy, 'big.map', old)
        relay.forget()
        // who lies about a line makes any count wrong
        relay.plan = (request) => (request.index === step && !(fault.kind === 'replace-answer' && changes(request)) ? fault : undefined)
        const {exit, error} = await patch()
        const entries = await haproxy.dump('big.map')
        const done = doneOf(entries)
        const place = {step, request: relay.requests[step]?.slice(0, 60), exit, message: error?.message}
        if (exit === 0) expect({place, done}).toEqual({place, done: total})
        else if (exit === 5) {
          const [least, most] = told(error?.message ?? '')
          expect({place, within: done >= least && done <= most, done, least, most}).toEqual({place, within: true, done, least, most})
        } else {
          expect([1, 3, 4], JSON.stringify(place)).toContain(exit)
          expect({place, done}).toEqual({place, done: 0})
        }
        await again()
      }),
      {numRuns: runsOf(version)},
    )
  }, 120_000)

  test('goes over one session, a line when the one before is answered', async () => {
    await put(haproxy, 'big.map', old)
    relay.forget()
    relay.plan = () => undefined
    expect(await patch()).toMatchObject({exit: 0})
    const sessions = relay.connections.filter(({sent}) => /^(?:set|add|del) map /m.test(sent.toString('latin1')))
    expect(sessions.length).toBe(1)
    const lines = relay.requests.filter((request) => /^(?:set|add|del) map /.test(request))
    expect(lines.length).toBeGreaterThan(8)
    expect(lines.every((line) => line.length <= 700)).toBe(true)
    expect(lines.flatMap((line) => line.trimEnd().split(';')).length).toBe(total)
    // first what comes, last what goes
    expect(lines.map((line) => line.slice(0, 3)).filter((word, index, all) => word !== all[index - 1])).toEqual(['set', 'add', 'del'])
  })

  test.each([1, 4, 9])('during which others add an entry, before line %i, ends with 5, and the same again takes it away', async (line) => {
    await put(haproxy, 'big.map', old)
    relay.plan = onceWhen(nthLine(line), {kind: 'hold', meanwhile: () => haproxy.exchange(`add map ${haproxy.file('big.map')} /theirs yes`)})
    const {exit, error} = await patch()
    expect({exit, code: error?.code, message: error?.message}).toEqual({
      exit: 5,
      code: 'patch-incomplete',
      message: expect.stringMatching(/1 too many; others changed it meanwhile/),
    })
    expect(sorted(await haproxy.dump('big.map'))).toEqual(sorted([...fresh, ['/theirs', 'yes']]))
    await again()
  })

  test('during which others add an entry, which is accepted, says that it is there', async () => {
    await put(haproxy, 'big.map', old)
    relay.plan = onceWhen(nthLine(4), {kind: 'hold', meanwhile: () => haproxy.exchange(`add map ${haproxy.file('big.map')} /theirs yes`)})
    expect(await patch({acceptDrift: true})).toMatchObject({exit: 0, report: {verified: false}, cautions: [expect.stringMatching(/1 too many/)]})
  })

  test('before which others change the map does nothing, 4', async () => {
    // 2.2 does not count its entries: there it is seen afterwards only
    if (version === '2.2') return expect((await haproxy.header('big.map')).entryCount).toBeUndefined()
    await put(haproxy, 'big.map', old)
    relay.plan = onceWhen(({line}) => line.startsWith('set timeout cli') && !line.includes(';'), {
      kind: 'hold',
      meanwhile: () => haproxy.exchange(`add map ${haproxy.file('big.map')} /theirs yes`),
    })
    const {exit, error} = await patch()
    expect({exit, code: error?.code}).toEqual({exit: 4, code: 'drift'})
    expect(await haproxy.dump('big.map')).toEqual([...old, ['/theirs', 'yes']])
    await again()
  })

  test('of a key that others have taken away meanwhile says which', async () => {
    await put(haproxy, 'big.map', old)
    relay.plan = onceWhen(nthLine(1), {kind: 'hold', meanwhile: () => haproxy.exchange(`del map ${haproxy.file('big.map')} /key-41`)})
    const {exit, error} = await patch()
    expect({exit, code: error?.code, message: error?.message}).toEqual({
      exit: 5,
      code: 'patch-incomplete',
      message: expect.stringMatching(/stopped at `set map \S+ \/key-41 new`: \d+ of 140 commands are done: .*entry not found/),
    })
    await again()
  })

  test.each([1, 5, 10])('under a reload, before line %i, begins again on the new process', async (line) => {
    await put(haproxy, 'big.map', old)
    relay.plan = onceWhen(nthLine(line), {kind: 'hold', meanwhile: () => haproxy.reload()})
    const before = await haproxy.pid()
    expect(await patch({timeout: 5000})).toMatchObject({exit: 0, cautions: [expect.stringMatching(/reloaded meanwhile .*starting again/)]})
    expect(await haproxy.pid()).not.toBe(before)
    expect(sorted(await haproxy.dump('big.map'))).toEqual(sorted(fresh))
  })
})

describe.each(lab.since('2.4'))('a patch on HAProxy %s', (version) => {
  test('during which another writer commits ends with 5 and says so', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = onceWhen(nthLine(10), {kind: 'hold', meanwhile: () => setContent(haproxy, 'big.map', old)})
    const {exit, error} = await attempt(relay.address, haproxy.file('big.map'), fresh, patching)
    expect({exit, code: error?.code, message: error?.message}).toEqual({
      exit: 5,
      code: 'patch-incomplete',
      message: expect.stringMatching(/another writer has committed version 1/),
    })
  })
})

describe.each(lab.versions)('HAProxy %s is killed during a patch', (version) => {
  test('at any line: 5, and a text that says what was done', async () => {
    for (const line of [1, 5]) {
      await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
      await using relay = await Relay.before(haproxy.socket)
      relay.plan = onceWhen(nthLine(line), {kind: 'hold', meanwhile: () => haproxy.kill()})
      const {exit, error} = await attempt(relay.address, haproxy.file('big.map'), fresh, patching)
      expect({exit, code: error?.code}).toEqual({exit: 5, code: 'patch-incomplete'})
      expect(error?.message).toMatch(/\d+ of 140 commands are done, up to \d+ more may be: HAProxy closed the session/)
    }
  })
})
