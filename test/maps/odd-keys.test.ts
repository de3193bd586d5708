import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {parseIntKey} from '../../src/maps/int-key.ts'
import {parseIpKey} from '../../src/maps/ip-key.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {accepts, oddExpressions, oddIntKeys, oddIpKeys} from './live-keys.ts'
import {nearlyIntKey, nearlyIpKey} from './near-keys.ts'
import {bytes, failureOf, runs, sync} from './support.ts'

const judges = {
  ip: {keys: oddIpKeys, near: nearlyIpKey, takes: (key: string) => parseIpKey(key) !== undefined},
  int: {keys: oddIntKeys, near: nearlyIntKey, takes: (key: string) => parseIntKey(key) !== undefined},
}

describe.each(lab.versions)('HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    const maps = {
      ip: {match: 'ip' as const, content: ''},
      int: {match: 'int' as const, content: ''},
      reg: {match: 'reg' as const, content: ''},
      'new.map': {match: 'reg' as const, content: ''},
    }
    haproxy = await lab.start(version, {maps})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  describe.each(Object.entries(judges))('and hactl agree on', (kind, {keys, near, takes}) => {
    test(`each odd ${kind} key of a table`, async () => {
      const verdicts: {key: string; taken: boolean}[] = []
      for (const key of keys) verdicts.push({key, taken: await accepts(haproxy, kind, key)})
      expect(keys.map((key) => ({key, taken: takes(key)}))).toEqual(verdicts)
      expect(new Set(verdicts.map(({taken}) => taken)).size).toBe(2)
    })

    test(`${kind} keys that are nearly right`, async () => {
      await fc.assert(
        fc.asyncProperty(near, async (key) => {
          expect({key, taken: takes(key)}).toEqual({key, taken: await accepts(haproxy, kind, key)})
        }),
        runs(300),
      )
    })
  })

  test.runIf(version !== '2.2')('alone judges regular expressions: a sync takes each that it takes, and names the line of each that it refuses', async () => {
    for (const key of oddExpressions) {
      const content = bytes(`^first$ value\n${key.startsWith('#') ? ' ' : ''}${key} value\n^last$ value\n`)
      if (await accepts(haproxy, 'reg', key)) {
        await sync({haproxy, map: 'new.map', content}, {strategy: 'replace'})
        expect(await haproxy.dump('new.map')).toEqual([
          ['^first$', 'value'],
          [key, 'value'],
          ['^last$', 'value'],
        ])
      } else {
        const failure = await failureOf(sync({haproxy, map: 'new.map', content}, {strategy: 'replace'}))
        expect({key, code: failure.code, exit: failure.exit, message: failure.message}).toEqual({
          key,
          code: 'entry-refused',
          exit: 2,
          message: expect.stringMatching(/^new\.map:2: .*is invalid/),
        })
      }
    }
  })
})
