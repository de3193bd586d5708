import {describe, expect, test} from 'vitest'
import {mayBeKept} from '../../src/shell/history.ts'
import {ConnectionSettings} from '../../src/shell/settings.ts'
import {readHelp} from '../../src/shell/usage.ts'
import {wordsOf} from '../../src/shell/words.ts'
import {firstPiece} from '../../src/terminal/pieces-of-keys.ts'
import {lab} from '../haproxy/lab.ts'

/** All pieces of what was typed, in order. */
function pieces(typed: string): string[] {
  const found: string[] = []
  for (let rest = typed, first = firstPiece(rest); first; first = firstPiece(rest)) {
    found.push(first.piece.kind === 'paste' ? `paste:${first.piece.text}` : first.piece.keys)
    rest = rest.slice(first.length)
  }
  return found
}

test('keys are cut behind what ends a line or waits, and a paste is one piece', () => {
  expect(pieces('show\tin\rnext\u0003x')).toEqual(['show\t', 'in\r', 'next\u0003', 'x'])
  expect(pieces('a\u001B[200~b\rc\td\u001B[201~\r')).toEqual(['a', 'paste:b\rc\td', '\r'])
  expect(pieces('a\u001B[200~b\rwithout its end')).toEqual(['a'])
  expect(pieces('\u001B[20')).toEqual([])
  expect(pieces('\u001B')).toEqual(['\u001B'])
  expect(pieces('\u001B[A')).toEqual(['\u001B[A'])
})

test('words of a hactl command as a shell takes them apart', () => {
  expect(wordsOf(`map set m /a "two words" 'it; is' a\\ b ""`)).toEqual(['map', 'set', 'm', '/a', 'two words', 'it; is', 'a b', ''])
  expect(() => wordsOf('map get m "no end')).toThrow('a quote or a backslash without its end')
})

test('a line with a secret, or behind a blank, is not kept', () => {
  for (const line of [
    'set ssl cert a.pem x',
    'show info;set ssl cert a.pem x',
    `exec 'set ssl tls-key 1 x'`,
    'set dynamic-cookie-key backend b x',
    'set var proc.a str(x)',
    'var set proc.a str(x)',
    'hactl var set proc.a str(x)',
    'table set be session-of-a-user gpc0=1',
    `hactl exec 'set ssl tls-key 1 x'`,
    `exec -s /run/h.sock "set ssl cert a.pem x"`,
    'exec -s /run/h.sock set ssl cert a.pem x',
    'exec set ssl cert a.pem x',
    'exec --json set ssl cert a.pem x',
    'exec set\\ ssl\\ cert\\ a.pem\\ x',
    '\\watch 2 set ssl cert a.pem x',
    '\\watch var set proc.a str(x)',
    ' show info',
    '',
  ])
    expect(mayBeKept(line), line).toBe(false)
  for (const line of ['show info', 'show ssl cert', 'set server b/s state maint', 'map set m k v']) expect(mayBeKept(line), line).toBe(true)
})

test('what holds for a connection goes in front, what lowers the level last', () => {
  const settings = new ConnectionSettings()
  for (const line of ['operator', 'set  timeout cli 60', 'expert-mode on', 'set severity-output string', 'set timeout cli 90'])
    expect(settings.keep(line)).toBe(true)
  expect(settings.keep('show info')).toBe(false)
  expect(settings.ahead).toEqual(['expert-mode on', 'set timeout cli 90', 'set severity-output string', 'operator'])
  for (const line of ['expert-mode off', 'set severity-output none', 'user']) settings.keep(line)
  expect(settings.ahead).toEqual(['set timeout cli 90', 'user'])
})

describe.each(lab.versions)('help of HAProxy %s', (version) => {
  test('is read as commands and their choices', async () => {
    await using haproxy = await lab.start(version)
    const usages = readHelp((await haproxy.exchange('help')).toString())
    const names = usages.map(({words}) => words.join(' '))
    expect(names).toEqual(
      expect.arrayContaining(['show info', 'show stat', 'show map', 'set server', 'clear counters', 'shutdown sessions server', 'show servers state']),
    )
    expect(usages.find(({words}) => words.join(' ') === 'set severity-output')?.choices).toEqual(['none', 'number', 'string'])
    // each of them is a command that this HAProxy has
    for (const name of ['show info', 'show servers state']) expect((await haproxy.exchange(name)).toString()).not.toMatch(/^Unknown command/)
  })
})
