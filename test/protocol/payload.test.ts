import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {dialectOf} from '../../src/protocol/dialect.ts'
import {payloadLine, payloadRequest, payloadRoom, randomTerminator, terminatorOf} from '../../src/protocol/payload.ts'
import {parseVersion} from '../../src/protocol/version.ts'
import {lab} from '../haproxy/lab.ts'
import {runs} from './runs.ts'

const dialect = (text: string) => dialectOf(parseVersion(text) ?? {major: 0, minor: 0, patch: 0, text})

describe('a terminator', () => {
  test('is an empty line where HAProxy knows no other', () => {
    for (const version of ['2.2.9', '2.6.12', '2.8.0']) expect(randomTerminator(dialect(version))).toEqual({word: '', line: Buffer.from('\n')})
  })

  test('is another one each time, and none that a command line or HAProxy would read otherwise', () => {
    for (const version of ['2.9.0', '3.0.11', '3.2.26', '3.4.7', '3.5-dev5']) {
      const words = Array.from({length: 500}, () => randomTerminator(dialect(version)).word)
      expect(new Set(words).size).toBeGreaterThan(490)
      for (const word of words) expect(word).toMatch(/^[\w~.]{1,7}$/)
    }
  })

  test('is its word and a line feed', () => {
    expect(terminatorOf('END').line.toString()).toBe('END\n')
  })
})

describe('a payload', () => {
  test('stands between its command line and its terminator', () => {
    const request = payloadRequest('add map @2 /etc/big.map', Buffer.from('a 1\nb 2\n'), terminatorOf('~aB3_x9'))
    expect(request.toString()).toBe('add map @2 /etc/big.map <<~aB3_x9\na 1\nb 2\n~aB3_x9\n')
    expect(payloadLine('add map /x', terminatorOf('')).toString()).toBe('add map /x <<\n')
  })

  test('that takes all its room stays 32 bytes below the buffer size with all that belongs to it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,200}$/), fc.constantFrom('', '~123456', 'END'), fc.integer({min: 1024, max: 1 << 20}), (command, word, size) => {
        const terminator = terminatorOf(word)
        const room = payloadRoom(command, terminator, size)
        expect(payloadRequest(command, Buffer.alloc(room, 'x'), terminator).length).toBe(size - 32)
      }),
      runs(100),
    )
  })

  test.each(lab.versions)('arrives as it is, whatever its lines look like: HAProxy %s', async (version) => {
    await using haproxy = await lab.start(version, {maps: {'big.map': ''}})
    const lines = ['a\\b c\\ d;e', '<< <<', '"q" \'q\'', '# x', '+ y', '> z', 'caf\u00e9 \u00ff', 'k ', 'tabs\ta\tb']
    const terminator = randomTerminator(dialect(haproxy.full))
    const answer = await haproxy.exchange(payloadRequest(`add map ${haproxy.file('big.map')}`, Buffer.from(`${lines.join('\n')}\n`, 'latin1'), terminator))
    expect(String(answer)).toBe('\n')
    expect(await haproxy.dump('big.map')).toEqual([
      ['a\\b', 'c\\ d;e'],
      ['<<', '<<'],
      ['"q"', "'q'"],
      ['#', 'x'],
      ['+', 'y'],
      ['>', 'z'],
      ['caf\u00e9', '\u00ff'],
      ['k', ''],
      ['tabs', 'a\tb'],
    ])
  })
})
