import {describe, expect, test} from 'vitest'
import {bufferReserve, type Dialect, dialectOf} from '../../src/protocol/dialect.ts'
import {parseVersion} from '../../src/protocol/version.ts'

const dialect = (text: string): Dialect => dialectOf(parseVersion(text) ?? {major: 0, minor: 0, patch: 0, text})

type Name = Exclude<keyof Dialect, 'version'>

/** Where each difference lies, by the release notes and the code of HAProxy: the last version before, the first one after. dialect-live.test.ts asks the lab. */
const borders: [name: Name, before: string, was: unknown, after: string, is: unknown][] = [
  ['mapVersions', '2.3.21', false, '2.4.0', true],
  ['missingBlankLine', '2.7.12', true, '2.8.0', false],
  ['terminatorLength', '2.8.16', 0, '2.9.0', 7],
  ['terminatorLength', '3.3.9', 7, '3.4.0', 64],
  ['linearChanges', '2.8.16', true, '2.9.0', false],
  ['sessionCommand', '3.2.3', 'prompt', '3.2.4', 'prompt i'],
  ['pipelining', '3.1.9', 64, '3.2.0', 1],
  ['pipelining', '3.2.3', 1, '3.2.4', 64],
  ['commandsInFlight', '2.5.14', 16, '2.6.0', 2048],
  ['commandsInFlight', '3.1.9', 2048, '3.2.0', 1],
  ['commandsInFlight', '3.2.3', 1, '3.2.4', 2048],
  ['payloadAnywhere', '3.1.9', true, '3.2.0', false],
  ['answersEachCommand', '3.1.9', true, '3.2.0', false],
  ['answersEachCommand', '3.2.3', false, '3.2.4', true],
  ['changesReachVersions', '3.1.9', true, '3.2.0', false],
  ['mapLevel', '3.2.26', 'user', '3.3.0', 'admin'],
  ['deletesOneDuplicate', '3.3.9', false, '3.4.0', true],
]

describe('a dialect', () => {
  test.each(borders)('%s: %s says %j, %s says %j', (name, before, was, after, is) => {
    expect([dialect(before)[name], dialect(after)[name]]).toEqual([was, is])
  })

  test('knows that clear @version can stop HAProxy up to 3.3 and does nothing from 3.4 on', () => {
    for (const version of ['2.4.0', '2.6.12', '3.0.11', '3.2.26', '3.3.9']) expect(dialect(version).clearVersion).toEqual({works: true, safeBelow: 1e9})
    for (const version of ['3.4.0', '3.4.7', '3.5-dev5']) expect(dialect(version).clearVersion.works).toBe(false)
  })

  test('knows that the pattern cache of an empty map goes stale on every version', () => {
    for (const version of ['2.4.0', '2.6.12', '3.0.11', '3.2.26', '3.4.7', '3.5-dev5', '4.0.0']) expect(dialect(version).staleEmptyCache).toBe(true)
  })

  test('keeps 32 bytes of the buffer free, on every version', () => {
    expect(bufferReserve).toBe(32)
  })

  test('is that of its release for a development version that came after the one before', () => {
    expect(dialect('3.5-dev5')).toEqual({...dialect('3.4.7'), version: parseVersion('3.5-dev5')})
  })

  test('has an answer to everything, for any version', () => {
    for (const version of ['1.5.0', '2.2.9', '2.4.0', '2.8.3', '3.2.26', '9.9.9']) expect(Object.values(dialect(version))).not.toContain(undefined)
  })
})
