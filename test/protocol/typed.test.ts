import {describe, expect, test} from 'vitest'
import {HactlError} from '../../src/index.ts'
import {showInfo} from '../../src/protocol/commands/process/show-info.ts'
import {replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {parseTyped} from '../../src/protocol/typed.ts'
import {answerTo, isOlder, type Recording, recorded} from './fixtures.ts'

const textOf = (recording: Recording, line: string): string => answerTo(recording, line).replace(/\n$/, '')

/** `show info` without types, the other way in which HAProxy says the same. */
function plainInfo(recording: Recording): [name: string, value: string][] {
  return textOf(recording, 'show info')
    .split('\n')
    .filter(Boolean)
    .map((row) => [row.slice(0, row.indexOf(': ')), row.slice(row.indexOf(': ') + 2)])
}

/** What two questions, one behind the other, answer differently. */
const restless = /^(?:Uptime|.*Rate|.*Conns|CumReq|Run_queue|Tasks|Jobs|Idle_pct|Pool|Curr|Cum|Total|Start_time|MaxSessRate|MaxConnRate|Listeners)/

describe.each(recorded)('typed output of HAProxy %s', (_, recording) => {
  test('tells of the process what show info tells', () => {
    const typed = new Map(parseTyped(textOf(recording, 'show info typed')).map(({path, value}) => [path[1], value]))
    const plain = plainInfo(recording).filter(([name]) => !restless.test(name))
    expect(plain.length).toBeGreaterThan(15)
    for (const [name, value] of plain) expect([name, typed.get(name)]).toEqual([name, value])
  })

  test('has a position, tags and a type in each row', () => {
    const rows = parseTyped(textOf(recording, 'show info typed'))
    for (const {path, tags, type} of rows) {
      expect(path).toEqual([expect.stringMatching(/^\d+$/), expect.any(String), '1'])
      expect(tags).toMatch(isOlder(recording, 3.3) ? /^[A-Za-z]{3}$/ : /^[A-Za-z]{4}$/)
      expect(type).toMatch(/^(?:[su](?:32|64)|str|flt)$/)
    }
  })

  test('tells of proxies, and of each field where it belongs', () => {
    const rows = parseTyped(textOf(recording, 'show stat typed'))
    expect(rows.find(({path}) => path[0] === 'F' && path[4] === 'pxname')).toMatchObject({path: ['F', '2', '0', '0', 'pxname', '1'], type: 'str', value: 'lab'})
    expect(rows.find(({path}) => path[0] === 'F' && path[4] === 'svname')).toMatchObject({value: 'FRONTEND'})
    expect(rows.filter(({path}) => path.length !== 6)).toEqual([])
  })

  test('says who the process is', () => {
    const [reply = replyOf('', false)] = splitReplies(answerTo(recording, 'show info typed'), 1)
    const info = showInfo.decode(reply)
    const plain = new Map(plainInfo(recording))
    expect(info).toMatchObject({pid: Number(plain.get('Pid')), version: plain.get('Version'), node: 'lab', stopping: false})
    const started = plain.get('Start_time_sec')
    const since = started === undefined ? '' : ` (since ${new Date(Number(started) * 1000).toISOString().slice(0, 19)}Z)`
    expect(info.id).toBe(`${plain.get('Pid')}${since}`)
    expect(info.fields.get('Nbthread')).toBe(plain.get('Nbthread'))
  })
})

describe('typed output', () => {
  test('may hold colons in its values', () => {
    expect(parseTyped('0.Name.1:POS:str:a:b:c\n')).toEqual([{path: ['0', 'Name', '1'], tags: 'POS', type: 'str', value: 'a:b:c'}])
    expect(parseTyped('1.desc.1:POS:str:\n')).toMatchObject([{value: ''}])
    expect(parseTyped('')).toEqual([])
  })

  test('of a process without Pid or version is no answer, nor is one that was cut', () => {
    for (const text of ['', 'Unknown command\n', '0.Name.1:POS:str:HAProxy\n']) expect(() => showInfo.decode(replyOf(text))).toThrow(HactlError)
    const whole = '1.Version.1:POS:str:3.2.26\n6.Pid.1:SGP:u32:7\n'
    expect(showInfo.decode(replyOf(whole))).toMatchObject({pid: 7, version: '3.2.26', stopping: false})
    expect(showInfo.decode(replyOf(`${whole}70.Start_time_sec.1:MDP:u32:1795281349\n`)).id).toBe('7 (since 2026-11-21T17:15:49Z)')
    expect(showInfo.decode(replyOf(whole)).id).toBe('7')
    expect(showInfo.decode(replyOf(`${whole}50.Stopping.1:SGP:u32:1\n`)).stopping).toBe(true)
    expect(() => showInfo.decode(replyOf(whole, false))).toThrow(HactlError)
  })
})
