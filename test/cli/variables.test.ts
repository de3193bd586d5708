import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {errorIn, hactl} from './hactl.ts'

const levels = ['user', 'operator', 'admin'] as const

/** The level that each needs, and the version that it came with. */
const needs = [
  {args: ['sockets'], level: 'user', since: 0},
  {args: ['var', 'get', 'proc.kept'], level: 'operator', since: 2.4},
  {args: ['var', 'set', 'proc.kept', 'int(1)'], level: 'admin', since: 2.5},
  {args: ['debug', 'counters', '--all'], level: 'operator', since: 3},
] as const

describe.each(lab.versions)('on HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version)
    if (Number(version) > 2.4) await haproxy.exchange('experimental-mode on;set var proc.kept expr int(1)')
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test('each command answers at its level, says below it which level grants it, and on older versions since when it is there', async () => {
    for (const {args, level: needed, since} of needs) {
      for (const level of levels) {
        const ended = await hactl([...args, '-s', haproxy.sockets[level], '-o', 'json'])
        const facts = {args, level, status: ended.status}
        if (Number(version) < since) {
          expect(facts).toEqual({args, level, status: 1})
          expect(errorIn(ended)).toMatchObject({code: 'unsupported', message: expect.stringMatching(/it came with [\d.]+$/), hint: expect.stringMatching(/\w/)})
        } else if (levels.indexOf(level) < levels.indexOf(needed)) {
          expect(facts).toEqual({args, level, status: 7})
          expect(errorIn(ended)).toMatchObject({code: 'permission-denied', hint: expect.stringContaining(`level ${needed}`)})
        } else {
          expect({...facts, stderr: ended.stderr}).toEqual({args, level, status: 0, stderr: ''})
          expect(() => JSON.parse(ended.stdout) as unknown).not.toThrow()
        }
      }
    }
  })

  test('sockets lists each with its level', async () => {
    const {stdout} = await hactl(['sockets', '-s', haproxy.socket, '-o', 'json'])
    expect(JSON.parse(stdout)).toEqual(expect.arrayContaining(levels.map((level) => ({address: `unix@${haproxy.sockets[level]}`, level, processes: 'all'}))))
  })

  test.runIf(Number(version) > 2.4)('a variable is what it was set to', async () => {
    const run = (...args: string[]) => hactl(['var', ...args, '-s', haproxy.socket])
    const set = async (name: string, ...words: string[]) => {
      expect(await run('set', name, ...words)).toMatchObject({status: 0, stdout: '', stderr: expect.stringContaining(`${name} is `)})
      return String(await haproxy.exchange(`get var ${name}`)).trim()
    }
    expect(await set('proc.a', 'str(two; words \\\\)')).toBe('proc.a: type=str value=<two; words \\>')
    expect((await run('get', 'proc.a')).stdout).toBe('two; words \\\n')
    expect(await set('proc.a', 'int(7)')).toBe('proc.a: type=sint value=<7>')
    expect(JSON.parse((await run('get', 'proc.a', '-o', 'json')).stdout)).toEqual({name: 'proc.a', type: 'sint', value: '7'})
    expect(await set('proc.a', '--format', 'at %[int(5)] %%')).toBe('proc.a: type=str value=<at 5 %>')
    const dry = await run('set', 'proc.a', 'int(9)', '--dry-run')
    expect(dry).toMatchObject({status: 0, stdout: 'experimental-mode on\nset var proc.a expr int(9)\n'})
    expect((await run('get', 'proc.a', '-o', 'plain')).stdout).toContain('at 5 %')
  })

  test.runIf(Number(version) > 2.4)('what is no variable, and what is no expression, changes nothing', async () => {
    const wrong = async (...args: string[]) => {
      const ended = await hactl(['var', ...args, '-s', haproxy.socket, '-o', 'json'])
      return {status: ended.status, ...errorIn(ended)}
    }
    expect(await wrong('get', 'proc.nosuch')).toMatchObject({status: 2, code: 'variable-unknown'})
    for (const verb of [['get'], ['set']])
      for (const name of ['txn.x', 'proc.', 'proc.a b', 'x'])
        expect(await wrong(...verb, name, ...(verb[0] === 'set' ? ['int(1)'] : []))).toMatchObject({status: 2, code: 'usage'})
    expect(await wrong('set', 'proc.nosuch', 'nosuch(1)')).toMatchObject({
      status: 1,
      code: 'refused',
      message: expect.stringContaining("unknown fetch method 'nosuch'"),
    })
    expect(await wrong('get', 'proc.nosuch')).toMatchObject({status: 2, code: 'variable-unknown'})
  })

  test.runIf(Number(version) >= 3)('debug counters has every place that HAProxy counts', async () => {
    const {stdout} = await hactl(['debug', 'counters', '--all', '-s', haproxy.socket, '-o', 'json'])
    const counters = JSON.parse(stdout) as {type: string}[]
    // a bare heading says nothing
    const {stdout: counted, stderr} = await hactl(['debug', 'counters', '-s', haproxy.socket])
    expect(/nothing was counted, and that is good/.test(stderr)).toBe(/^COUNT.*\n$/.test(counted))
    const told = String(await haproxy.exchange('debug counters show all'))
    expect(counters).toHaveLength([...told.matchAll(/^\d+ +(?:BUG|CHK|CNT|GLT) /gm)].length)
    expect(counters.length).toBeGreaterThan(50)
  })
})
