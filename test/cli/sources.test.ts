import {gzipSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {errorIn, hactl} from './hactl.ts'

describe.each(lab.since('2.4'))('sources of HAProxy %s', (version) => {
  test('are gzip on standard input, and several files, for sync, diff and load', async () => {
    const zip = gzipSync('/b 2\n')
    await using haproxy = await lab.start(version, {maps: {'big.map': '/a 1\n'}, files: {'more.map': '/c 3'}})
    const [map, more] = [haproxy.file('big.map'), haproxy.file('more.map')]
    const here = ['-s', haproxy.socket]
    expect(await hactl(['map', 'diff', map, '-', more, '--map', map, '-o', 'plain', ...here], {input: zip})).toMatchObject({
      status: 6,
      stdout: 'added\t/b\t\t2\nadded\t/c\t\t3\n',
    })
    const synced = await hactl(['map', 'sync', '-', more, '--map', map, '-o', 'json', ...here], {input: zip})
    expect(synced.status, synced.stderr).toBe(0)
    expect(JSON.parse(synced.stdout)).toMatchObject({source: `standard input + ${more}`, entries: 2, added: 2, removed: 1})
    expect(await haproxy.dump('big.map')).toEqual([
      ['/b', '2'],
      ['/c', '3'],
    ])
    const prepared = await hactl(['map', 'prepare', map, '-o', 'json', ...here])
    const made = String((JSON.parse(prepared.stdout) as {version: number}).version)
    expect(await hactl(['map', 'load', map, made, more, '-', ...here], {input: zip})).toMatchObject({status: 0})
    expect(await hactl(['map', 'commit', map, made, ...here])).toMatchObject({status: 0})
    expect(await haproxy.dump('big.map')).toEqual([
      ['/c', '3'],
      ['/b', '2'],
    ])
  })

  test('that are several or damaged are refused with 2, and nothing is sent', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': '/a 1\n'}, files: {'half.map': gzipSync('/b 2\n').subarray(0, 20)}})
    const [map, half] = [haproxy.file('big.map'), haproxy.file('half.map')]
    for (const [args, code] of [
      [[map, half], 'usage'],
      [[half, '--map', map], 'source-corrupt'],
      [[map, half, '--map', map], 'source-corrupt'],
      [['-', '-', '--map', map], 'usage'],
    ] as const) {
      const ended = await hactl(['map', 'sync', ...args, '-s', haproxy.socket, '-o', 'json'], {input: ''})
      expect({args, status: ended.status}).toEqual({args, status: 2})
      expect(errorIn(ended).code).toBe(code)
    }
    expect(await haproxy.header('big.map')).toMatchObject({currVer: 0, nextVer: 0, entryCount: 1})
  })
})
