import {describe, expect, test} from 'vitest'
import {RuntimeClient} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'
import {batchOf} from './support.ts'

describe.each([...lab.versions])('a line of a batch over HAProxy %s', (version) => {
  test('that asks for no severities is refused all the same, in the words that HAProxy has then', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'a 1\n'}})
    const client = await RuntimeClient.connect(haproxy.socket)
    const map = haproxy.file('big.map')
    const {records, error} = await batchOf(client, `set severity-output none;set map ${map} a 2;set map ${map} nokey 2\nset map ${map} a 3\n`)
    expect(error).toBeUndefined()
    expect(records).toMatchObject([
      {command: 'set severity-output none', ok: true, text: ''},
      {ok: true, text: ''},
      {ok: false, severity: 3, text: expect.stringMatching(/^(?!\[)/)},
    ])
    expect(await haproxy.dump('big.map')).toEqual([['a', '2']])
    const turnedOff = await batchOf(client, `set severity-output number;set severity-output none;set map ${map} nokey 2\n`)
    expect(turnedOff.records.at(-1)).toMatchObject({ok: false, severity: 3, text: expect.stringMatching(/^(?!\[)/)})
  })
})
