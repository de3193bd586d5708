import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import type {SyncOptions} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {Relay} from './relay.ts'
import {failureOf, leavingAlone, numbered, sync} from './support.ts'

const ten = numbered(10, (n) => `key${n} old`)
const changed = (count: number): string => numbered(10, (n) => `key${n} ${n < count ? 'new' : 'old'}`)

interface Guarded {
  content: string
  options: SyncOptions
  code?: string
}

const guarded: Record<string, Guarded> = {
  'an empty file': {content: '', options: {}, code: 'source-empty'},
  'a file of comments': {content: '# nothing\n\n  \n', options: {}, code: 'source-empty'},
  'an empty file that is allowed': {content: '', options: {allowEmpty: true}},
  'fewer entries than required': {content: numbered(9, (n) => `key${n} old`), options: {requireEntries: 10}, code: 'too-few-entries'},
  'as many entries as required': {content: changed(1), options: {requireEntries: 10}},
  'an empty file that is allowed, but has fewer entries than required': {content: '', options: {allowEmpty: true, requireEntries: 1}, code: 'too-few-entries'},
  'more changes than allowed': {content: changed(4), options: {maxChange: {entries: 3}}, code: 'too-much-change'},
  'as many changes as allowed': {content: changed(3), options: {maxChange: {entries: 3}}},
  'more change than allowed in percent': {content: changed(4), options: {maxChange: {percent: 30}}, code: 'too-much-change'},
  'as much change as allowed in percent': {content: changed(3), options: {maxChange: {percent: 30}}},
  'removals and additions over the limit': {content: numbered(10, (n) => `key${n + 2} old`), options: {maxChange: {entries: 3}}, code: 'too-much-change'},
  'no change where none is allowed': {content: ten, options: {maxChange: {entries: 0}}},
}

describe.each(lab.since('2.4'))('the guards of a sync into HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': '', 'empty.map': ''}})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  describe.each(['auto', 'replace', 'patch'] as const)('with strategy %s', (strategy) => {
    test.each(Object.entries(guarded))('judge %s', async (_, {content, options, code}) => {
      await sync({haproxy, map: 'big.map', content: ten})
      const outcome = () => sync({haproxy, map: 'big.map', content}, {...options, strategy})
      if (code === undefined) {
        await outcome()
        expect((await haproxy.dump('big.map')).map(([key, value]) => `${key} ${value}\n`).join('')).toBe(content)
      } else {
        expect(await leavingAlone(haproxy, 'big.map', () => failureOf(outcome()))).toMatchObject({code, exit: 2})
        expect(
          await leavingAlone(haproxy, 'big.map', () => failureOf(sync({haproxy, map: 'big.map', content}, {...options, strategy, dryRun: true}))),
        ).toMatchObject({code, exit: 2})
      }
    })
  })

  test('let an empty map be filled, however little change is allowed', async () => {
    await sync({haproxy, map: 'empty.map', content: ten}, {maxChange: {percent: 1}})
    expect((await haproxy.dump('empty.map')).length).toBe(10)
  })

  test('a dry run tells the plan and sends nothing', async () => {
    await sync({haproxy, map: 'big.map', content: ten})
    await using relay = await Relay.before(haproxy)
    for (const strategy of ['auto', 'replace'] as const) {
      const report = await leavingAlone(haproxy, 'big.map', () =>
        sync({haproxy, map: 'big.map', content: changed(4), through: relay}, {dryRun: true, strategy}),
      )
      expect(report).toMatchObject({strategy: 'replace', entries: 10, version: null, chunks: 0, bytes: 0, verified: false})
      if (strategy === 'auto') expect(report).toMatchObject({added: 0, changed: 4, removed: 0})
    }
    expect(await sync({haproxy, map: 'big.map', content: ten}, {dryRun: true})).toMatchObject({strategy: 'none'})
    expect(relay.requests.filter((request) => /prepare|add map|commit|clear/.test(request))).toEqual([])
  })
})
