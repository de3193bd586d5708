import {describe, expect, test} from 'vitest'
import {RuntimeClient} from '../../src/index.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {batchOf} from './support.ts'

describe.each([...lab.versions])('a batch over HAProxy %s that is interrupted', (version) => {
  test('while its session waits for a slot is over at once, and nothing of it was sent', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'a 1\n'}})
    const stop = new AbortController()
    await using relay = await Relay.before(haproxy.socket, {
      plan: ({line}) => {
        if (!line.startsWith('prompt')) return undefined
        stop.abort(new Error('somebody asked to stop'))
        return {kind: 'stall-request'}
      },
    })
    // longer than the test may take
    const client = await RuntimeClient.connect(relay.address, {timeout: 120_000, signal: stop.signal})
    await expect(batchOf(client, `set map ${haproxy.file('big.map')} a 2\n`)).rejects.toThrow('somebody asked to stop')
    expect(relay.requests.filter((request) => request.includes('set map'))).toEqual([])
    expect(await haproxy.dump('big.map')).toEqual([['a', '1']])
  })

  test('while a change is under way waits for its answer', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'a 1\n'}})
    const stop = new AbortController()
    await using relay = await Relay.before(haproxy.socket, {
      plan: ({line}) => (line.startsWith('set map') ? {kind: 'hold', meanwhile: () => stop.abort(new Error('somebody asked to stop'))} : undefined),
    })
    const client = await RuntimeClient.connect(relay.address, {signal: stop.signal})
    const set = `set map ${haproxy.file('big.map')} a`
    const {records, error} = await batchOf(client, `${set} 2\n${set} 3\n`)
    expect(records).toMatchObject([{line: 1, ok: true}])
    expect(error).toMatchObject({
      code: 'batch-incomplete',
      exit: 5,
      message: expect.stringMatching(/1 command ran; what stands behind line 1 did not: somebody asked to stop/),
    })
    expect(await haproxy.dump('big.map')).toEqual([['a', '2']])
  })
})
