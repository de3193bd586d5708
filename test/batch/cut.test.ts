import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {type BatchLine, type BatchRecord, RuntimeClient, readBatch, runBatch} from '../../src/index.ts'
import type {Fault} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {answerAtEnd} from '../protocol/live.ts'
import {batchOf} from './support.ts'

/** ms between two pieces of an answer: longer than the client waits. */
const pause = 5_000

describe.each([...lab.versions])('an answer of HAProxy %s that is cut', (version) => {
  let haproxy: LabHaproxy
  let relay: Relay
  let client: RuntimeClient
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': 'a 1\nb 2\nc 3\n'}, sections: ['backend b\n    server s 127.0.0.1:1']})
    relay = await Relay.before(haproxy.socket)
    client = (await RuntimeClient.connect(relay.address)).with({timeout: 100})
  })
  afterAll(async () => {
    await relay[Symbol.asyncDispose]()
    await haproxy[Symbol.asyncDispose]()
  })
  beforeEach(() => {
    relay.plan = () => undefined
  })

  const cut = (part: string, fault: Fault) => {
    relay.plan = ({line}) => (line.includes(part) ? fault : undefined)
  }

  /** Bytes of an answer up to its second line, the empty answer ahead of it included. */
  const keepLine = async (command: string): Promise<number> => (await answerAtEnd(haproxy, `${command}\n`)).indexOf('\n') + 2

  test('at the end of a line, by HAProxy, is none', async () => {
    const dump = `show map ${haproxy.file('big.map')}`
    cut(dump, {kind: 'cut-answer', keep: await keepLine(dump)})
    const {records, error} = await batchOf(client, `${dump}\n`)
    expect(records).toMatchObject([{ok: null, text: null}])
    expect(error).toMatchObject({code: 'reply-truncated', exit: 3})
  })

  test('at the end of a line, by our patience, is none', async () => {
    const dump = `show map ${haproxy.file('big.map')}`
    cut(dump, {kind: 'endless-answer', text: '\n0x5566 a 1\n', pause})
    const {records, error} = await batchOf(client, `${dump}\n`)
    expect(records).toMatchObject([{ok: null, text: null}])
    expect(error).toMatchObject({code: 'timeout', exit: 3})
  })

  test('behind a blank line inside it is none', async () => {
    cut('show peers', {kind: 'endless-answer', text: '\n0x1: id=first\n\n', pause})
    for (const line of ['show peers', 'show peers;show resolvers', 'show peers;show peers;show info']) {
      const {records, error} = await batchOf(client, `${line}\n`)
      expect(records.map(({ok}) => ok)).toEqual(line.split(';').map(() => null))
      expect(error).toMatchObject({code: 'timeout', exit: 3})
    }
  })

  test('leaves the command behind it unanswered', async () => {
    await answerAtEnd(haproxy, 'set server b/s addr 127.0.0.4\n')
    const changes = `set server b/s addr 127.0.0.2;clear map ${haproxy.file('big.map')}`
    // the first message and its blank line, behind what was sent ahead
    const keep = (await keepLine('set server b/s addr 127.0.0.3')) + '[4]: '.length + 1
    cut('set server', {kind: 'cut-answer', keep})
    const {records, error} = await batchOf(client, `${changes}\n`)
    expect(records.at(-1)).toMatchObject({ok: null, text: null})
    expect(error).toMatchObject({code: 'batch-incomplete', exit: 5, message: expect.stringMatching(/of line 1 may have run/)})
  })

  test('does not tell of what was sent that it did not run, when it cannot be read', async () => {
    const lines: BatchLine[] = []
    for await (const some of readBatch([Buffer.from(`clear map ${haproxy.file('big.map')}\n`)], client)) lines.push(...some)
    const own = await RuntimeClient.connect(haproxy.socket)
    Object.defineProperty(own.dialect, 'missingBlankLine', {
      get: () => {
        throw new RangeError('too deep')
      },
    })
    const records: BatchRecord[] = []
    const run = async () => {
      for await (const some of runBatch(own, [lines])) records.push(...some)
    }
    await expect(run()).rejects.toMatchObject({code: 'batch-incomplete', exit: 5, message: expect.stringMatching(/1 command of line 1 may have run/)})
    expect(records).toMatchObject([{ok: null, text: null}])
  })
})
