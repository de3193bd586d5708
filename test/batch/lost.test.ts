import fc from 'fast-check'
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {RuntimeClient} from '../../src/index.ts'
import type {Fault} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {runs} from '../protocol/runs.ts'
import {batchOf} from './support.ts'

const lines = 700

/** Each line adds an entry of its own, so that the map tells which of them ran, and how often. */
const textOf = (map: string, run: number): string => Array.from({length: lines}, (_, index) => `add map ${map} ${run}/${index + 1} v\n`).join('')

const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>(
    {kind: 'lose-request'},
    {kind: 'cut-request'},
    {kind: 'lose-answer'},
    {kind: 'close-after'},
    {kind: 'stall-request'},
    {kind: 'stall-answer'},
    {kind: 'drip-answer'},
  ),
  fc.integer({min: 0, max: 40}).map((keep): Fault => ({kind: 'cut-answer', keep})),
)

describe.each([...lab.versions])('a batch over HAProxy %s whose connection breaks', (version) => {
  let haproxy: LabHaproxy
  let relay: Relay
  let run = 0
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': ''}})
    relay = await Relay.before(haproxy.socket)
  })
  afterAll(async () => {
    await relay[Symbol.asyncDispose]()
    await haproxy[Symbol.asyncDispose]()
  })
  beforeEach(() => {
    relay.plan = () => undefined
  })

  test('tells what ran, what may have run and what did not, wherever it breaks', async () => {
    await fc.assert(
      fc.asyncProperty(anyFault, fc.integer({min: 0, max: 40}), fc.boolean(), async (fault, place, keepGoing) => {
        run += 1
        const client = (await RuntimeClient.connect(relay.address)).with({timeout: 150})
        let adds = 0
        relay.plan = ({line}) => (line.startsWith('add map') && adds++ === place ? fault : undefined)
        const {records, error} = await batchOf(client, textOf(haproxy.file('big.map'), run), {keepGoing})
        relay.plan = () => undefined
        // what the relay still has of the run before is of no concern
        const found = (await haproxy.dump('big.map')).flatMap(([key]) => (key.startsWith(`${run}/`) ? Number(key.split('/')[1]) : []))
        const ran = new Set(found)
        expect(found.length, 'none ran twice').toBe(ran.size)
        const [sure, unknown] = [records.filter(({ok}) => ok === true), records.filter(({ok}) => ok === null)]
        expect(sure.filter(({line}) => !ran.has(line))).toEqual([])
        // those that are told stand in the order of the file, and nothing behind the last of them ran
        expect(records.map(({line}) => line)).toEqual(records.map((_, index) => index + 1))
        expect([...ran].filter((line) => line > records.length)).toEqual([])
        if (records.length === lines && unknown.length === 0) {
          expect(error).toBeUndefined()
          return
        }
        if (sure.length > 0 || unknown.length > 0) expect(error).toMatchObject({code: 'batch-incomplete', exit: 5})
        expect(error?.message).toContain(`${sure.length === 1 ? '1 command' : `${sure.length} commands`} ran; `)
        expect(error?.message).toContain(`what stands behind line ${records.length} did not`)
        if (unknown.length > 0) expect(error?.message).toMatch(new RegExp(`${unknown.length} commands? of lines? ${unknown[0]?.line}\\b.* may have run`))
      }),
      runs(20),
    )
  })
})
