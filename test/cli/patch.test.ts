import {readFileSync, writeFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {onceWhen, type PlannedRequest} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type Entry, type LabHaproxy, lab} from '../haproxy/lab.ts'
import {sorted} from '../maps/patch.ts'
import {linesOf} from '../maps/support.ts'
import {errorIn, hactl, Running, syncOf} from './hactl.ts'

const numbered = (from: number, to: number, value: string): Entry[] => Array.from({length: to - from}, (_, index) => [`/key-${from + index}`, value])

const old = numbered(0, 400, 'old')
/** 300 values change, 100 keys go, 100 come. */
const fresh = numbered(100, 500, 'new')

async function setUp(version: Parameters<typeof lab.start>[0], bufsize?: number): Promise<LabHaproxy> {
  const haproxy = await lab.start(version, {maps: {'big.map': linesOf(old)}, ...(bufsize !== undefined && {bufsize})})
  writeFileSync(haproxy.file('new.map'), linesOf(fresh))
  return haproxy
}

const patch = (haproxy: LabHaproxy, socket: string, ...more: string[]): string[] => syncOf(haproxy, {at: socket}, '--strategy', 'patch', ...more)

const changes = ({line}: PlannedRequest): boolean => /^(?:set|add|del) map /.test(line)

function nthLine(wanted: number): (request: PlannedRequest) => boolean {
  let seen = 0
  return (request) => changes(request) && (seen += 1) === wanted
}

describe.each(lab.versions)('map sync --strategy patch on HAProxy %s', (version) => {
  test('tells what it would do, does it, and has nothing to do then', async () => {
    await using haproxy = await setUp(version)
    const run = (...more: string[]) => hactl(patch(haproxy, haproxy.socket, ...more))
    expect(await run('--dry-run', '--exit-code')).toMatchObject({
      status: 6,
      stdout: expect.stringMatching(
        /would change: 100 added, 300 changed, 100 removed; 400 entries.*\n {2}set map \S+ KEY VALUE {2}# 300 commands, .*\n {2}add map .*100 commands.*\n {2}del map \S+ KEY {2}# 100/,
      ),
    })
    const planned = await run('--dry-run', '-o', 'json')
    expect(JSON.parse(planned.stdout)).toMatchObject({
      strategy: 'patch',
      added: 100,
      changed: 300,
      removed: 100,
      version: null,
      chunks: 0,
      commands: expect.any(Array),
    })
    const wire = await run('--dry-run', '--wire')
    expect(await haproxy.dump('big.map')).toEqual(old)

    await using relay = await Relay.before(haproxy.socket)
    const ended = await hactl(patch(haproxy, relay.address, '-o', 'json'))
    const report = JSON.parse(ended.stdout) as {chunks: number; bytes: number}
    expect({status: ended.status, report}).toMatchObject({
      status: 0,
      report: {strategy: 'patch', entries: 400, added: 100, changed: 300, removed: 100, version: null, verify: 'full', verified: true},
    })
    // the very lines, a hundred commands on each
    const sent = relay.requests.filter((line) => changes({line, index: 0, connection: 0}))
    expect(sent.join('')).toBe(wire.bytes)
    expect(sent.map((line) => line.split(';').length)).toEqual([100, 100, 100, 100, 100])
    expect({lines: sent.length, bytes: sent.join('').length}).toEqual({lines: report.chunks, bytes: report.bytes})
    expect(sorted(await haproxy.dump('big.map'))).toEqual(sorted(fresh))

    expect(await hactl(['map', 'diff', haproxy.file('new.map'), '--map', haproxy.file('big.map'), '-s', haproxy.socket])).toMatchObject({status: 0})
    expect(await run()).toMatchObject({status: 0, stderr: expect.stringMatching(/is up to date: 400 entries, nothing was sent/)})
    expect(await run('-q', '--dry-run', '--exit-code')).toMatchObject({status: 0, stderr: ''})
  })

  test('keeps each line 32 bytes under a buffer that is small', async () => {
    const bufsize = 4096
    await using haproxy = await setUp(version, bufsize)
    await using relay = await Relay.before(haproxy.socket)
    expect(await hactl(patch(haproxy, relay.address))).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/100 added, 300 changed, 100 removed; 400 entries verified by a patch of \d+ lines in/),
    })
    const sizes = relay.requests.filter((line) => changes({line, index: 0, connection: 0})).map(({length}) => length)
    expect(sizes.length).toBeGreaterThan(4)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(bufsize - 32)
    expect(Math.max(...sizes)).toBeGreaterThan(bufsize - 150)
    expect(sorted(await haproxy.dump('big.map'))).toEqual(sorted(fresh))
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s before the first line: %i, nothing changed; in the middle: 5, and the same again completes it', async (signal, status) => {
    await using haproxy = await setUp(version)
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = onceWhen(({line}) => line.endsWith(`show map ${haproxy.file('big.map')}`), {kind: 'hold', meanwhile: () => early.signal(signal)})
    const early = new Running(patch(haproxy, relay.address, '-o', 'json'))
    expect(await early.ended).toMatchObject({status})
    expect(await haproxy.dump('big.map')).toEqual(old)

    const interrupt = async (): Promise<void> => {
      running.signal(signal)
      // it is heard before the answer comes
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    relay.plan = onceWhen(nthLine(2), {kind: 'hold', meanwhile: interrupt})
    const running = new Running(patch(haproxy, relay.address, '-o', 'json'))
    const ended = await running.ended
    expect({status: ended.status, error: errorIn(ended)}).toMatchObject({
      status: 5,
      error: {code: 'patch-incomplete', message: expect.stringMatching(/was interrupted: 200 of 500 commands are done$/)},
    })
    const halfway = await haproxy.dump('big.map')
    expect(sorted(halfway)).toEqual(sorted([...numbered(0, 100, 'old'), ...numbered(100, 300, 'new'), ...numbered(300, 400, 'old')]))
    const again = await hactl(patch(haproxy, relay.address, '-o', 'json'))
    expect({status: again.status, report: JSON.parse(again.stdout)}).toMatchObject({
      status: 0,
      report: {added: 100, changed: 100, removed: 100, verified: true},
    })
    expect(sorted(await haproxy.dump('big.map'))).toEqual(sorted(fresh))
  })

  test('after SIGKILL in the middle the same again completes it', async () => {
    await using haproxy = await setUp(version)
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = onceWhen(nthLine(4), {kind: 'hold', meanwhile: () => running.signal('SIGKILL')})
    const running = new Running(patch(haproxy, relay.address))
    expect(await running.ended).toMatchObject({status: null})
    expect(await hactl(patch(haproxy, haproxy.socket))).toMatchObject({status: 0})
    expect(sorted(await haproxy.dump('big.map'))).toEqual(sorted(fresh))
  })

  test('takes the guards, and files beside it', async () => {
    await using haproxy = await setUp(version)
    const run = (...more: string[]) => hactl(patch(haproxy, haproxy.socket, '-o', 'json', ...more))
    const refused = await run('--max-change', '499')
    expect({status: refused.status, code: errorIn(refused).code}).toEqual({status: 2, code: 'too-much-change'})
    expect(await haproxy.dump('big.map')).toEqual(old)
    const [backup, saved] = [haproxy.file('backup.map'), haproxy.file('saved.map')]
    expect(await run('--max-change', '500', '--backup', backup, '--save-to', saved)).toMatchObject({status: 0})
    expect(readFileSync(backup, 'utf8')).toBe(linesOf(old))
    expect(readFileSync(saved, 'utf8')).toBe(linesOf(fresh))
  })
})

test('on HAProxy 2.2 a sync that cannot be atomic names the patch', async () => {
  await using haproxy = await setUp('2.2')
  const ended = await hactl(syncOf(haproxy, {}, '-o', 'json'))
  expect({status: ended.status, error: errorIn(ended)}).toMatchObject({
    status: 1,
    error: {code: 'unsupported', hint: expect.stringMatching(/--strategy patch/)},
  })
  expect(await haproxy.dump('big.map')).toEqual(old)
})
