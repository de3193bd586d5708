import {describe, expect, test} from 'vitest'
import {entriesOf, firstDifference, textOf} from '../faults/content.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {errorIn, hactl} from './hactl.ts'

const old = entriesOf(20, 'old')
const parts = [entriesOf(30, 'one'), entriesOf(30, 'two')] as const

describe.each(lab.since('2.4'))('a transaction by hand on HAProxy %s', (version) => {
  test('is invisible until its commit, and loads what it is given in that order', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}, files: {'one.map': textOf(parts[0])}})
    const map = haproxy.file('big.map')
    const run = (args: string[], input?: string) => hactl(['map', ...args, '-s', haproxy.socket], input === undefined ? {} : {input})
    const prepared = await run(['prepare', map, '-o', 'plain', '--fields', 'version'])
    expect(prepared).toMatchObject({status: 0, stdout: '1\n'})
    expect(await run(['load', map, '1', haproxy.file('one.map')])).toMatchObject({status: 0})
    expect(await run(['load', map, '1', '-', '--session', 'prompt'], textOf(parts[1]))).toMatchObject({status: 0})
    expect(await haproxy.dump('big.map')).toEqual(old)
    expect((await run(['show', map, '--version', '1', '-o', 'plain'])).stdout.split('\n')).toHaveLength(61)
    expect(await run(['commit', map, '1'])).toMatchObject({status: 0, stdout: '', stderr: expect.stringMatching(/version 1 of .* is current/)})
    expect(firstDifference(await haproxy.dump('big.map'), [...parts[0], ...parts[1]])).toBeUndefined()
    expect(await run(['commit', map, '1', '-o', 'json'])).toMatchObject({status: 2})
  })

  test('says of a load that was refused in the middle what is in the version: the same again would append it twice', async () => {
    await using haproxy = await lab.start(version, {maps: {'re.map': {match: 'reg', content: '^a x\n'}}, files: {'new.map': '^one 1\n^(two 2\n^three 3\n'}})
    const map = haproxy.file('re.map')
    await hactl(['map', 'prepare', map, '-s', haproxy.socket])
    const ended = await hactl(['map', 'load', map, '1', haproxy.file('new.map'), '-s', haproxy.socket, '-o', 'json'])
    const {code, message, hint} = errorIn(ended)
    expect({status: ended.status, code, message}).toMatchObject({status: 2, code: 'entry-refused', message: expect.stringContaining('new.map:2: ')})
    expect(await haproxy.dump('re.map', 1)).toEqual([['^one', '1']])
    expect(hint).toContain(`hactl map abort ${map} 1`)
    expect(hint).toMatch(/^correct the line; the running map is untouched; version 1 may hold/)
    expect(hint).not.toContain('run this again')
  })

  test('says of a load that lost HAProxy what is wrong, and gives up no version: in a new process another one may have its number', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}, files: {'one.map': textOf(parts[0])}})
    await using relay = await Relay.before(haproxy.socket)
    const map = haproxy.file('big.map')
    await hactl(['map', 'prepare', map, '-s', haproxy.socket])
    relay.plan = ({line}) => (line.includes('add map') ? {kind: 'lose-request', meanwhile: () => relay.refuse()} : undefined)
    const ended = await hactl(['map', 'load', map, '1', haproxy.file('one.map'), '--session', 'oneshot', '-s', relay.address, '-o', 'json'])
    const {code, hint} = errorIn(ended)
    expect({status: ended.status, code}).toEqual({status: 3, code: 'reply-truncated'})
    expect(hint).toMatch(/^the log of HAProxy says more; .*; the running map is untouched; begin again with another version \(hactl map prepare /)
    expect(hint).not.toContain('abort')
  })

  test('does not empty a map with a version that nobody has loaded, unless that is asked for', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old), 'none.map': ''}})
    const [map, none] = [haproxy.file('big.map'), haproxy.file('none.map')]
    const run = (...args: string[]) => hactl(['map', ...args, '-s', haproxy.socket, '-o', 'json'])
    await run('prepare', map)
    for (const dry of [['--dry-run'], []]) {
      const refused = await run('commit', map, '1', ...dry)
      expect({status: refused.status, ...errorIn(refused)}).toMatchObject({status: 2, code: 'version-empty', hint: expect.stringContaining('--allow-empty')})
      expect(await haproxy.dump('big.map')).toEqual(old)
    }
    expect(await run('commit', map, '1', '--allow-empty')).toMatchObject({status: 0})
    expect(await haproxy.dump('big.map')).toEqual([])
    await run('prepare', none)
    expect(await run('commit', none, '1'), 'nothing is taken away').toMatchObject({status: 0})
  })

  test('shows in the list as far as HAProxy tells', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    const map = haproxy.file('big.map')
    const listed = async () => (await hactl(['map', 'list', '-s', haproxy.socket, '--no-headers'])).stdout.trim().split(/ +/)
    const note = async () => (await hactl(['map', 'list', '-s', haproxy.socket])).stderr
    expect((await listed()).slice(-3)).toEqual(['20', '0', '-'])
    expect(await note()).toBe('')
    await haproxy.exchange(`prepare map ${map}`)
    expect((await listed()).slice(-2)).toEqual(['0', '1'])
    await haproxy.exchange(`prepare map ${map};prepare map ${map}`)
    expect((await listed()).slice(-2)).toEqual(['0', '1-3'])
    await haproxy.exchange(`add map @1 ${map} k v`)
    expect((await listed()).slice(-3)[0]).toBe('21')
    expect(await note()).toContain('ENTRIES counts what prepared versions still hold, too')
    await haproxy.exchange(`commit map @2 ${map}`)
    expect((await listed()).slice(-3)).toEqual(['0', '2', '3'])
    await haproxy.exchange(`commit map @3 ${map}`)
    expect((await listed()).slice(-2)).toEqual(['3', '-'])
  })

  test('is given up in the way that is safe on this HAProxy', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}, files: {'one.map': textOf(parts[0])}})
    const map = haproxy.file('big.map')
    const run = (...args: string[]) => hactl(['map', ...args, '-s', haproxy.socket, '-o', 'json'])
    await run('prepare', map)
    await run('load', map, '1', haproxy.file('one.map'))
    const planned = await run('abort', map, '1', '--dry-run')
    expect(await haproxy.header('big.map')).toMatchObject({entryCount: 50})
    const given = await run('abort', map, '1')
    if (Number(version) < 3.4) {
      expect(given).toMatchObject({status: 0, stderr: ''})
      expect(JSON.parse(planned.stdout)).toMatchObject({commands: [`clear map @1 ${map}`], dryRun: true, changed: false})
    } else {
      expect(planned).toEqual(given)
      expect({status: given.status, ...errorIn(given)}).toMatchObject({status: 1, code: 'version-stays', hint: expect.stringContaining('--by-replace')})
      expect(await haproxy.header('big.map')).toMatchObject({entryCount: 50})
      expect(await run('abort', map, '1', '--by-replace')).toMatchObject({status: 0})
    }
    expect(await haproxy.header('big.map')).toMatchObject({entryCount: 20})
    expect(await haproxy.dump('big.map')).toEqual(old)
  })

  test('clear is one atomic step, and shows its commands with --dry-run', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    const map = haproxy.file('big.map')
    expect(await hactl(['map', 'clear', map, '-n', '-s', haproxy.socket])).toMatchObject({status: 0, stdout: `prepare map ${map}\ncommit map @NEW ${map}\n`})
    expect(await haproxy.dump('big.map')).toEqual(old)
    await using relay = await Relay.before(haproxy.socket)
    expect(await hactl(['map', 'clear', map, '-y', '-s', relay.address])).toMatchObject({status: 0})
    expect(await haproxy.dump('big.map')).toEqual([])
    const lines = relay.requests.map((request) => request.trimEnd())
    const prepared = lines.findIndex((line) => line.includes(`prepare map ${map}`))
    expect(lines.slice(0, prepared).filter((line) => line.endsWith('show map'))).toHaveLength(1)
  })

  test('clear without --yes is not done where nobody can be asked', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    const ended = await hactl(['map', 'clear', haproxy.file('big.map'), '-s', haproxy.socket, '-o', 'json'])
    expect({status: ended.status, ...errorIn(ended)}).toMatchObject({
      status: 2,
      code: 'confirmation-required',
      message: expect.stringContaining(haproxy.file('big.map')),
    })
    expect(await haproxy.dump('big.map')).toEqual(old)
  })
})

describe.each([...lab.versions])('single entries on HAProxy %s', (version) => {
  test('are added, changed and removed, whatever they hold', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'a one\n'}})
    const map = haproxy.file('big.map')
    const run = (verb: string, ...args: string[]) => hactl(['map', verb, '-s', haproxy.socket, '-o', 'json', '--timeout', '2s', '--', map, ...args])
    for (const [key, value] of [
      ['b', 'two words; and \\ more'],
      ['key with blanks', 'x'],
      ['caf\u00e9', '\u20ac'],
      ['<<', '<<END'],
      ['c', 'ends in <<'],
      ['--', '--help'],
    ] as const) {
      expect(await run('add', key, value), key).toMatchObject({status: 0})
      expect((await run('get', key)).stdout, key).toContain(JSON.stringify(value))
      expect(await run('set', key, `!${value}`), key).toMatchObject({status: 0})
      expect(await run('del', key), key).toMatchObject({status: 0})
    }
    expect(await haproxy.dump('big.map')).toEqual([['a', 'one']])
  })

  test('are all removed when a key stands several times', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'a 1\nb 2\na 3\na 4\n'}})
    expect(await hactl(['map', 'del', haproxy.file('big.map'), 'a', '-s', haproxy.socket])).toMatchObject({status: 0})
    expect(await haproxy.dump('big.map')).toEqual([['b', '2']])
  })

  test('that are added twice are told about', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'a 1\n'}})
    expect(await hactl(['map', 'add', haproxy.file('big.map'), 'a', '2', '-s', haproxy.socket])).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/Warning: "a" is in .* already/),
    })
  })
})
