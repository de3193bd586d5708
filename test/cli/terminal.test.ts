import {readFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {entriesOf, firstDifference, textOf} from '../faults/content.ts'
import {type Fault, onceWhen, type PlannedRequest} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {hactl, inChunks, syncOf} from './hactl.ts'
import {hasScript, Screen, TerminalRun} from './screen.ts'

const old = entriesOf(50, 'old')
const fresh = entriesOf(4000, 'new')

const start = (): Promise<LabHaproxy> => lab.start('3.2', {maps: {'big.map': textOf(old)}, files: {'new.map': textOf(fresh)}})

const sync = (haproxy: LabHaproxy, at: string): string[] => syncOf(haproxy, {at}, ...inChunks(), '--timeout', '60s')

function chunk(number: number): (request: PlannedRequest) => boolean {
  let chunks = 0
  return ({line}) => line.startsWith('add map @') && (chunks += 1) === number
}

/** Holds one request back until the screen shows something. */
const until = (shown: () => Promise<void>): Fault => ({kind: 'hold', meanwhile: shown})

describe.runIf(hasScript).each([80, 200])('a sync in a terminal of %i columns', (columns) => {
  test('shows a line for each step, one at a time, and only the summary stays', async () => {
    await using haproxy = await start()
    await using relay = await Relay.before(haproxy.socket)
    const [third, last] = [
      onceWhen(
        chunk(3),
        until(() => run.shows(/prepare|load/)),
      ),
      onceWhen(
        chunk(40),
        until(() => run.shows(/load .*%.*entries.*\/s/)),
      ),
    ]
    const readBack = onceWhen(
      ({line}) => line.includes(';show map @'),
      until(() => run.shows(/verify/)),
    )
    const commit = onceWhen(
      ({line}) => line.startsWith('commit map'),
      until(() => run.shows(/commit/)),
    )
    relay.plan = (request) => third(request) ?? last(request) ?? readBack(request) ?? commit(request)
    const run = new TerminalRun(sync(haproxy, relay.address), columns)
    expect(await run.ended, run.screen.text).toBe(0)
    const bars = run.frames.filter((frame) => frame.includes('█'))
    expect(bars.length).toBeGreaterThan(0)
    // one line at any time, which never wraps
    for (const frame of run.frames.slice(0, -4)) expect(frame.split('\n').length, frame).toBe(1)
    expect(run.frames.join('\n')).toMatch(/load {2}█+░+ \d+% {2}[\d.]+k of 4k entries {2}[\d.]+k?\/s {2}\d+ s left/)
    expect(run.screen.text).toMatch(/^[^\n]*big\.map: 3,950 added, 50 changed;/)
    expect(run.screen.text.replaceAll('\n', '')).toContain('in memory only: HAProxy reads its file at the next reload')
    expect(run.screen.text).not.toMatch(/[█░⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]|^(?:prepare|load|verify|commit)/m)
    expect(run.screen.isCursorHidden).toBe(false)
    expect(firstDifference(await haproxy.dump('big.map'), fresh)).toBeUndefined()
  })

  test('leaves no line behind when it fails, and the cursor as it was', async () => {
    await using haproxy = await start()
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = onceWhen(chunk(40), {kind: 'lose-request', meanwhile: () => run.shows(/load/)})
    const run = new TerminalRun(sync(haproxy, relay.address), columns)
    expect(await run.ended, run.screen.text).toBe(3)
    expect(run.screen.text).toMatch(/^Error: /m)
    expect(run.screen.text).not.toMatch(/[█░⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/)
    expect(run.screen.isCursorHidden).toBe(false)
  })

  test('ends in good order with Ctrl-C', async () => {
    await using haproxy = await start()
    await using relay = await Relay.before(haproxy.socket)
    const interrupt = async (): Promise<void> => {
      await run.shows(/load/)
      run.child.stdin?.write('\u0003')
    }
    relay.plan = onceWhen(chunk(40), {kind: 'stall-request', meanwhile: interrupt})
    const run = new TerminalRun(sync(haproxy, relay.address), columns)
    expect(await run.ended, run.screen.text).toBe(130)
    expect(run.screen.text).toMatch(/Error: interrupted by SIGINT/)
    expect(run.screen.text).not.toMatch(/[█░⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/)
    expect(run.screen.isCursorHidden).toBe(false)
    expect(await haproxy.dump('big.map')).toEqual(old)
  })
})

describe.runIf(hasScript)('a terminal that is closed', () => {
  // the shell keeps the status, as nothing else outlives its terminal
  const keeping = (file: string) => (command: string) => `${command} & pid=$!; trap 'kill -HUP $pid' HUP; wait $pid; wait $pid; echo $? >'${file}'`

  test.each(['oneshot', 'prompt'])('during a load (%s) ends it in good order: 129, and what was loaded is gone', async (session) => {
    await using haproxy = await start()
    await using relay = await Relay.before(haproxy.socket)
    const close = async (): Promise<void> => {
      await run.shows(/load/)
      run.child.kill('SIGKILL')
    }
    relay.plan = onceWhen(chunk(40), {kind: 'stall-request', meanwhile: close})
    const args = syncOf(haproxy, {at: relay.address}, ...inChunks(session), '--timeout', '60s')
    const run = new TerminalRun(args, 80, keeping(haproxy.file('status')))
    await expect.poll(() => readFileSync(haproxy.file('status'), 'utf8'), {timeout: 20_000}).toBe('129\n')
    expect(await haproxy.dump('big.map')).toEqual(old)
    expect(await haproxy.header('big.map')).toMatchObject({entryCount: old.length})
    expect(await hactl(syncOf(haproxy, {}))).toMatchObject({status: 0})
  })
})

describe.runIf(hasScript)('in a terminal', () => {
  test('clear asks, and changes nothing after a no', async () => {
    await using haproxy = await start()
    const run = new TerminalRun(['map', 'clear', haproxy.file('big.map'), '-s', haproxy.socket], 80)
    await run.shows(/remove all (?:50 )?entries of .*\[y\/N\]/s)
    run.child.stdin?.write('n\n')
    expect(await run.ended).toBe(2)
    expect(run.screen.text).toContain('nothing was changed')
    expect(await haproxy.dump('big.map')).toEqual(old)
  })

  test('clear does it after a yes', async () => {
    await using haproxy = await start()
    const run = new TerminalRun(['map', 'clear', haproxy.file('big.map'), '-s', haproxy.socket], 80)
    await run.shows(/\[y\/N\]/)
    run.child.stdin?.write('y\n')
    expect(await run.ended).toBe(0)
    expect(await haproxy.dump('big.map')).toEqual([])
  })

  test('--watch draws over the view before, until Ctrl-C', async () => {
    await using haproxy = await lab.start('3.2', {maps: {'big.map': '/a b\n'}})
    const run = new TerminalRun(['map', 'list', '--watch', '--interval', '100ms', '-s', haproxy.socket], 80)
    await run.shows(/big\.map +1 /)
    await haproxy.exchange(`add map ${haproxy.file('big.map')} /c d`, {deadline: 5000})
    await run.shows(/big\.map +2 /)
    expect(run.screen.text.split('\n')).toEqual([
      expect.stringMatching(/^ID +MAP /),
      expect.stringMatching(/big\.map +2 /),
      expect.stringMatching(/^each 0\.1 s, \d\d:\d\d:\d\d; Ctrl-C ends it$/),
    ])
    run.child.stdin?.write('\u0003')
    expect(await run.ended).toBe(130)
    expect(run.screen.text).not.toContain('Error')
  })

  test('a table fits into the width', async () => {
    await using haproxy = await lab.start('3.2', {maps: {'big.map': `${'k'.repeat(60)} ${'v'.repeat(90)}\nshort one\n`}})
    const run = new TerminalRun(['map', 'list', '-s', haproxy.socket], 80)
    expect(await run.ended).toBe(0)
    const show = new TerminalRun(['map', 'show', haproxy.file('big.map'), '-s', haproxy.socket], 200)
    expect(await show.ended).toBe(0)
    expect(show.screen.text.split('\n')).toHaveLength(3)
  })

  test('a value with control characters does not reach the terminal as such', async () => {
    await using haproxy = await lab.start('3.2', {maps: {'big.map': Buffer.from('k \u001B]0;owned\u0007\u001B[2Jx\n', 'latin1')}})
    for (const args of [
      ['map', 'show', haproxy.file('big.map')],
      ['map', 'get', haproxy.file('big.map'), 'k'],
      ['map', 'diff', '/dev/null', '--map', haproxy.file('big.map')],
    ]) {
      const run = new TerminalRun([...args, '-s', haproxy.socket], 200)
      await run.ended
      expect(run.screen.text).toContain('x')
      expect(run.screen.text).toMatch(/owned/)
    }
  })
})

test('the screen of these tests does what a terminal does', () => {
  const screen = new Screen(10)
  screen.write('0123456789ab\r\nline\u001B[1A\u001B[2K\u001B[1Gnew\u001B[?25')
  screen.write('lx')
  expect(screen.text).toBe('0123456789\nnewx\nline')
  expect(screen.isCursorHidden).toBe(true)
  expect(() => screen.write('\u001B[2J')).toThrow('does not know')
})

describe.runIf(hasScript)('colour in a terminal', () => {
  const coloured = async (args: readonly string[], env: string): Promise<boolean> => {
    const run = new TerminalRun(args, 80, (command) => `${env} exec ${command}`)
    let raw = ''
    run.child.stdout?.on('data', (text: string) => (raw += text))
    await run.ended
    return /\u001B\[[13]\d*m/.test(raw)
  }

  test.each([['help'], ['map', 'sync', '--help'], ['help', 'environment'], ['nonsense']])('hactl %s %s', async (...args) => {
    expect(await coloured(args, '')).toBe(true)
    for (const env of ['NO_COLOR=1', 'HACTL_NO_COLOR=1', 'TERM=dumb', 'CLICOLOR=0', 'FORCE_COLOR=0'])
      expect({env, is: await coloured(args, env)}).toEqual({env, is: false})
    expect(await coloured([...args, '--no-color'], '')).toBe(false)
  })
})
