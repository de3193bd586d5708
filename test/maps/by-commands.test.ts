import {describe, expect, test} from 'vitest'
import {prepareByHand} from '../../src/index.ts'
import {abortByReplace} from '../../src/maps/abort-by-replace.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {connect, sync} from './support.ts'

/** Entries that no file can hold: `add map` and `http-request set-map` make them. */
const entries: Record<string, [key: string, value: string]> = {
  'a key with a blank': ['Mozilla 5.0', 'browser'],
  'a value that begins with blanks': ['key', '  value'],
  'a value that ends with blanks': ['key', 'value  '],
  'a value with an end of Windows': ['key', 'value\rmore'],
  'a key with a line feed': ['one\nkey', 'value'],
}

const escaped = (text: string): string => text.replaceAll(/[\s\\;]/g, '\\$&')

async function started(version: (typeof lab.versions)[number], [key, value]: [string, string]): Promise<LabHaproxy> {
  const haproxy = await lab.start(version, {maps: {'big.map': 'first entry\n'}})
  await haproxy.exchange(`add map ${haproxy.file('big.map')} ${escaped(key)} ${escaped(value)}`)
  expect(await haproxy.lookup('big.map', key)).toBe(value)
  return haproxy
}

describe.each(lab.since('2.4'))('in HAProxy %s', (version) => {
  describe.each(Object.entries(entries))('%s', (_, entry) => {
    test('is never changed by abort --by-replace: it stays, or the command says that it cannot be', async () => {
      await using haproxy = await started(version, entry)
      const client = await connect(haproxy)
      const {version: left} = await prepareByHand(client, haproxy.file('big.map'))
      await abortByReplace(client, haproxy.file('big.map'), left, {}).catch((error: {code: string}) => {
        expect(['entry-unloadable', 'verification-failed', 'entry-refused']).toContain(error.code)
      })
      expect(await haproxy.lookup('big.map', entry[0])).toBe(entry[1])
    })

    test('is gone after a sync of a file that has it not', async () => {
      await using haproxy = await started(version, entry)
      expect(await sync({haproxy, map: 'big.map', content: 'first entry\n'})).toMatchObject({strategy: 'replace', removed: 1})
      expect(await haproxy.lookup('big.map', entry[0])).toBeUndefined()
    })
  })

  // a dump tells `Mozilla 5.0 browser` of both, so that a comparison finds them alike
  test('a key with a blank makes room for the shorter one of the file, with strategy replace', async () => {
    await using haproxy = await started(version, ['Mozilla 5.0', 'browser'])
    await sync({haproxy, map: 'big.map', content: 'first entry\nMozilla 5.0 browser\n'}, {strategy: 'replace'})
    expect(await haproxy.lookup('big.map', 'Mozilla')).toBe('5.0 browser')
    expect(await haproxy.lookup('big.map', 'Mozilla 5.0')).toBeUndefined()
  })
})
