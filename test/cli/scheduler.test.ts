import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {errorIn, hactl, Running} from './hactl.ts'

/** The level that each needs. */
const needs = {threads: 'user', tasks: 'user', fd: 'operator'} as const
const levels = ['user', 'operator', 'admin'] as const

describe.each(lab.versions)('on HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {nbthread: 2})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test('threads, tasks and fd answer at their level, and say below it which level grants it', async () => {
    for (const [command, needed] of Object.entries(needs)) {
      for (const level of levels) {
        const ended = await hactl([command, '-s', haproxy.sockets[level], '-o', 'json'])
        const status = command === 'tasks' && version === '2.2' ? 1 : levels.indexOf(level) < levels.indexOf(needed) ? 7 : 0
        expect({command, level, status: ended.status}).toEqual({command, level, status})
        if (status === 1)
          expect(errorIn(ended)).toMatchObject({code: 'unsupported', message: expect.stringContaining('2.4'), hint: expect.stringContaining('activity')})
        if (status === 7) expect(errorIn(ended)).toMatchObject({code: 'permission-denied', hint: expect.stringContaining(`level ${needed}`)})
        if (status === 0) expect(Array.isArray(JSON.parse(ended.stdout))).toBe(true)
      }
    }
  })

  test('they tell what HAProxy has', async () => {
    const json = async (...args: string[]): Promise<unknown> => JSON.parse((await hactl([...args, '-s', haproxy.socket, '-o', 'json'])).stdout)
    const threads = await json('threads')
    expect(threads).toEqual([
      expect.objectContaining({thread: 1, stuck: false, now: expect.any(Number)}),
      expect.objectContaining({thread: 2, stuck: false, now: expect.any(Number)}),
    ])
    expect(threads).toContainEqual(
      expect.objectContaining({answers: true, function: expect.stringContaining('applet'), details: expect.stringContaining('curr_task=')}),
    )
    expect(await json('fd')).toContainEqual(expect.objectContaining({fe: 'lab', lport: haproxy.port, suspicious: false, 'l.st': 'RDY'}))
    expect((await hactl(['threads', '-s', haproxy.socket])).stdout).toMatch(/^ +\d  - +\S*applet\S* \(this answer\) /m)
  })
})

test('what costs the traffic something is watched with a warning, and not more often than each 5 s', async () => {
  await using haproxy = await lab.start('3.2')
  const often = await hactl(['threads', '--watch', '--interval', '4.9', '-s', haproxy.socket, '-o', 'json'])
  expect(often.status).toBe(2)
  expect(errorIn(often)).toMatchObject({code: 'usage', message: expect.stringMatching(/at least 5 seconds here, not 4\.9: while `show threads` runs/)})
  for (const interval of [[], ['--interval', '5']]) {
    const run = new Running(['threads', '--watch', ...interval, '-s', haproxy.socket, '-o', 'json', '--debug'])
    run.child.stdout?.once('data', () => run.signal('SIGINT'))
    const {status, stdout, stderr} = await run.ended
    expect(status).toBe(130)
    expect(stderr).toMatch(/^Warning: while `show threads` runs, the threads of HAProxy are interrupted/m)
    expect(stdout.match(/"thread":1/g)).toHaveLength(1)
  }
})
