import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest'
import {progressLine, progressText, short, span} from '../../src/terminal/progress-line.ts'
import {Terminal} from '../../src/terminal/terminal.ts'
import {FakeStreams} from './fake-streams.ts'

beforeEach(() => {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance']})
})
afterEach(() => {
  vi.useRealTimers()
})

function terminal(isTTY = true, env: Readonly<Record<string, string>> = {}): {streams: FakeStreams; terminal: Terminal} {
  const streams = new FakeStreams({isTTY})
  return {streams, terminal: new Terminal(streams, {env, refused: false})}
}

describe('progress', () => {
  test('is not drawn for what is over within 150 ms', async () => {
    const {
      streams,
      terminal: {progress},
    } = terminal()
    progress.report({phase: 'load', done: 1})
    await vi.advanceTimersByTimeAsync(149)
    progress.stop()
    await vi.advanceTimersByTimeAsync(1000)
    expect(streams.spinners).toEqual([])
  })

  test('is drawn after that, and follows the work', async () => {
    const {
      streams,
      terminal: {progress},
    } = terminal()
    progress.report({phase: 'prepare'})
    await vi.advanceTimersByTimeAsync(160)
    expect(streams.spinners).toEqual(['start prepare'])
    progress.report({phase: 'load', done: 50, total: 100})
    await vi.advanceTimersByTimeAsync(200)
    expect(streams.spinner?.text).toMatch(/^load .*50%/)
  })

  test.each([
    ['a pipe', false, {}],
    ['a dumb terminal', true, {TERM: 'dumb'}],
    ['the terminal of a job', true, {CI: 'true'}],
    ['a terminal of GitLab', true, {GITLAB_CI: 'true'}],
  ])('is never drawn for %s', async (_what, isTTY, env) => {
    const {
      streams,
      terminal: {progress},
    } = terminal(isTTY, env)
    progress.report({phase: 'load'})
    await vi.advanceTimersByTimeAsync(1000)
    expect(streams.spinners).toEqual([])
  })

  test.each([
    ['a pipe', false, {}],
    ['the terminal of a job', true, {CI: 'true'}],
  ])('is a line each ten seconds for %s, until the work is over', async (_what, isTTY, env) => {
    const {
      streams,
      terminal: {progress},
    } = terminal(isTTY, env)
    progress.report({phase: 'compare'})
    await vi.advanceTimersByTimeAsync(9999)
    expect(streams.stderr.text).toBe('')
    progress.report({phase: 'load', done: 0, total: 100})
    progress.report({phase: 'load', done: 1, total: 100})
    await vi.advanceTimersByTimeAsync(1)
    expect(streams.stderr.text).toBe('load: 1%, 1 of 100\n')
    progress.report({phase: 'load', done: 50, total: 100})
    await vi.advanceTimersByTimeAsync(9999)
    expect(streams.stderr.text.split('\n')).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(streams.stderr.text.split('\n')[1]).toBe('load: 50%, 50 of 100, 5/s, 10 s left')
    progress.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(streams.stderr.text.split('\n')).toHaveLength(3)
  })

  test('is not told to a log about what is over within ten seconds, however many of them there are', async () => {
    const {
      streams,
      terminal: {progress},
    } = terminal(false)
    for (let each = 0; each < 5; each++) {
      progress.report({phase: 'load', subject: `${each}.map`, done: 1})
      await vi.advanceTimersByTimeAsync(9000)
      progress.stop()
    }
    expect(streams.stderr.text).toBe('')
  })

  test('is gone before output, and out of the way of talk', async () => {
    const {streams, terminal: ours} = terminal()
    ours.progress.report({phase: 'load'})
    await vi.advanceTimersByTimeAsync(200)
    await ours.say('a warning')
    expect(streams.spinners.at(-1)).toBe('clear')
    await ours.stdout.write('result\n')
    expect(streams.spinners.at(-1)).toBe('stop')
  })

  test('stopped while the spinner was being loaded leaves none behind', async () => {
    const {
      streams,
      terminal: {progress},
    } = terminal()
    progress.report({phase: 'load'})
    vi.advanceTimersByTime(150)
    progress.stop()
    await vi.advanceTimersByTimeAsync(1000)
    expect(streams.spinners).toEqual(['start load', 'stop'])
  })
})

describe('the line', () => {
  test('has bar, share, count, rate and time left', () => {
    expect(progressLine({phase: 'load', done: 250_000, total: 1_000_000, unit: 'entries'}, 1000, 120)).toBe(
      'load  █████░░░░░░░░░░░░░░░ 25%  250k of 1M entries  250k/s  3 s left',
    )
  })

  test('counts without a total, and is the bare phase without a count', () => {
    expect(progressLine({phase: 'verify', done: 1234}, 2000, 120)).toBe('verify  1.2k  617/s')
    expect(progressLine({phase: 'commit'}, 5000, 120)).toBe('commit')
  })

  test('is without a bar for a log, and names what it is about', () => {
    expect(progressText({phase: 'load', subject: 'a.map', done: 250_000, total: 1_000_000, unit: 'entries'}, 1000)).toBe(
      'a.map: load: 25%, 250k of 1M entries, 250k/s, 3 s left',
    )
    expect(progressText({phase: 'commit'}, 65_000)).toBe('commit: 1 min 5 s so far')
  })

  test('gives no rate before it means something', () => {
    expect(progressLine({phase: 'load', done: 10, total: 100}, 100, 120)).toBe('load  ██░░░░░░░░░░░░░░░░░░ 10%  10 of 100')
  })

  test('never is wider than the terminal, but for the phase', () => {
    for (let width = 4; width < 80; width++) {
      expect(progressLine({phase: 'load', done: 250_000, total: 1_000_000, unit: 'entries'}, 1000, width).length).toBeLessThanOrEqual(Math.max(width, 4))
    }
  })

  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1k'],
    [1234, '1.2k'],
    [123_456, '123k'],
    [2_500_000, '2.5M'],
  ])('%i is short %s', (count, expected) => {
    expect(short(count)).toBe(expected)
  })

  test.each([
    [0, '0 s'],
    [59_000, '59 s'],
    [61_000, '1 min 1 s'],
    [3_720_000, '1 h 2 min'],
  ])('%i ms are %s', (ms, expected) => {
    expect(span(ms)).toBe(expected)
  })
})
