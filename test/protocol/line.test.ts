import {describe, expect, test} from 'vitest'
import {line} from '../../src/protocol/line.ts'
import {lab} from '../haproxy/lab.ts'

describe('a line', () => {
  test('is its commands, told apart, and one line feed', () => {
    expect(line('show info').toString()).toBe('show info\n')
    expect(line('set timeout cli 60', 'show info', 'show map').toString()).toBe('set timeout cli 60;show info;show map\n')
  })

  test('holds each character as one byte', () => {
    expect([...line('\u00ff\u00e9')]).toEqual([0xff, 0xe9, 0x0a])
  })

  test.each(lab.versions)('of several commands is answered command by command: HAProxy %s', async (version) => {
    await using haproxy = await lab.start(version)
    const answer = String(await haproxy.exchange(line('set timeout cli 10', 'show cli level', 'nonsense', 'show cli level')))
    expect(answer).toMatch(/^\nadmin\n\nUnknown command[^]*\n\nadmin\n\n$/)
  })
})
