import {spawnSync} from 'node:child_process'
import {readFileSync, statSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {type LabVersion, lab} from '../haproxy/lab.ts'
import {hasArrays, linesOf, startTables} from '../tables/support.ts'
import {errorIn, hactl, program, Running} from './hactl.ts'

const newest = lab.versions.at(-1) ?? '3.4'

/** A HAProxy, and what to ask it. */
async function start(version: LabVersion) {
  const haproxy = await startTables(version)
  const run = (verb: string, ...words: readonly string[]) => hactl(['table', verb, '-s', haproxy.socket, ...words])
  const json = async (verb: string, ...words: readonly string[]): Promise<unknown> => {
    const ended = await run(verb, '-o', 'json', ...words)
    if (ended.status !== 0) throw new Error(`${verb} ${words.join(' ')}: ${ended.stdout}`)
    return JSON.parse(ended.stdout)
  }
  return {haproxy, run, json, [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose]()}
}

describe.each(lab.versions)('stick tables of HAProxy %s', (version) => {
  test('are listed, filled, looked into, sifted and cleared', async () => {
    await using lab = await start(version)
    const {haproxy, run, json} = lab
    expect(await json('list')).toContainEqual({table: 't_ip', type: 'ip', size: 102_400, used: 0, full: 0})
    expect(await json('show', 't_ip')).toEqual([])

    for (const [key, gpc0, rate] of [
      ['192.0.2.1', 5, 70],
      ['192.0.2.2', 9, 20],
      ['198.51.100.1', 1, 90],
    ] as const)
      expect(await run('set', 't_ip', key, `gpc0=${gpc0}`, `http_req_rate=${rate}`)).toMatchObject({
        status: 0,
        stdout: '',
        stderr: expect.stringContaining(`gpc0=${gpc0}`),
      })
    const keys = async (...words: readonly string[]): Promise<string[]> =>
      ((await json('show', 't_ip', ...words)) as {key: string}[]).map(({key}) => key).toSorted()
    expect(await keys()).toEqual(['192.0.2.1', '192.0.2.2', '198.51.100.1'])
    expect(await keys('--data', 'gpc0 gt 4')).toEqual(['192.0.2.1', '192.0.2.2'])
    expect(await keys('--data', 'gpc0>4', '--data', 'http_req_rate<=20', '--data', 'gpc0!=5', '--data', 'data.gpc0 eq 9')).toEqual(['192.0.2.2'])
    expect(await keys('--key', '192.0.2.*', '--data', 'gpc0=5')).toEqual(['192.0.2.1'])
    expect((await run('show', 't_ip', '-o', 'csv', '--fields', 'key,gpc0', '--data', 'gpc0=9')).stdout).toBe('key,gpc0\n192.0.2.2,9\n')
    expect((await run('show', 't_ip', '-o', 'plain', '--fields', 'key', '--data', 'gpc0=9')).stdout).toBe('192.0.2.2\n')
    expect((await run('show', 't_ip', '-o', 'yaml', '--fields', 'key,gpc0', '--data', 'gpc0=9')).stdout).toBe('- key: 192.0.2.2\n  gpc0: 9\n')
    const table = (await run('show', 't_ip')).stdout
    expect(table).toMatch(/^KEY +USE +EXPIRES +GPC0 .*HTTP_REQ_RATE\(1h\)/)
    expect(table).toMatch(/^192\.0\.2\.2 +0 +(?:1h00m|59m\d\ds) +9 /m)

    expect(await json('get', 't_ip', '192.0.2.1')).toMatchObject({key: '192.0.2.1', use: 0, gpc0: 5, http_req_rate: 70, bytes_in_cnt: 0})
    expect((await run('get', 't_ip', '192.0.2.1')).stdout).toMatch(/^key: +192\.0\.2\.1\nuse: +0\nexpires: +(?:1h00m|59m\d\ds)\ngpc0: +5\n/)
    const unknown = await run('get', 't_ip', '192.0.2.99', '--json')
    expect([unknown.status, errorIn(unknown).code]).toEqual([2, 'key-unknown'])

    expect(((await json('top', 't_ip', '--limit', '2')) as {key: string}[]).map(({key}) => key)).toEqual(['198.51.100.1', '192.0.2.1'])
    expect(((await json('top', 't_ip', '--by', 'gpc0')) as {key: string}[]).map(({key}) => key)).toEqual(['192.0.2.2', '192.0.2.1', '198.51.100.1'])

    const highest = await run('top', 't_ip')
    expect(highest).toMatchObject({stdout: expect.stringMatching(/^KEY .* HTTP_REQ_RATE\(1h\) ↓/), stderr: 'the highest http_req_rate of t_ip\n'})
    expect((await run('top', 't_ip', '--by', 'gpc0')).stdout).toMatch(/^KEY .* GPC0 ↓ /)

    const asked = await run('clear', 't_ip', '--json')
    expect([asked.status, errorIn(asked).code]).toEqual([2, 'confirmation-required'])
    expect(await run('clear', 't_ip', '--dry-run')).toMatchObject({status: 0, stdout: 'clear table t_ip\n'})
    expect(await linesOf(haproxy, 't_ip')).toHaveLength(3)
    expect(await json('clear', 't_ip', '--data', 'gpc0 eq 7')).toMatchObject({
      dryRun: false,
      changed: false,
      undo: null,
      changes: [{name: 't_ip', was: 3, now: 3, changed: false}],
    })
    expect(await run('clear', 't_ip', '--data', 'gpc0 eq 9')).toMatchObject({status: 0, stderr: expect.stringContaining('2 entries in t_ip now')})
    expect(await json('clear', 't_ip', '192.0.2.1')).toMatchObject({
      dryRun: false,
      changed: true,
      undo: null,
      changes: [{name: 't_ip', was: 2, now: 1, changed: true}],
    })
    expect(await keys()).toEqual(['198.51.100.1'])
    expect((await run('clear', 't_ip', '192.0.2.1')).status).toBe(2)
    expect(await json('clear', 't_ip', '--yes')).toMatchObject({
      dryRun: false,
      changed: true,
      undo: null,
      changes: [{name: 't_ip', was: 1, now: 0, changed: true}],
    })
    expect(await json('clear', 't_ip', '--yes')).toMatchObject({
      dryRun: false,
      changed: false,
      undo: null,
      changes: [{name: 't_ip', was: 0, now: 0, changed: false}],
    })
    expect(await linesOf(haproxy, 't_ip')).toEqual([])
  })

  test('keys are what the table can hold, and nothing else is sent', async () => {
    await using lab = await start(version)
    const {haproxy, run, json} = lab
    const refused = [
      ['t_ip', 'nonsense'],
      ['t_ip', '10.1'],
      ['t_ip', '::1'],
      ['t_ipv6', '10.0.0.1'],
      ['t_ipv6', 'fe80::1%eth0'],
      ['t_integer', '4294967296'],
      ['t_integer', '12abc'],
      ['t_integer', '-1'],
      ['t_string', 'two\nlines'],
    ] as const
    for (const [table, key] of refused) {
      // a key may begin with a dash
      const ended = await run('set', table, '--json', '--', key)
      expect({key, status: ended.status}).toEqual({key, status: 2})
      expect(errorIn(ended).code).toBe('key-invalid')
    }
    expect((await run('set', 't_binary', '4E')).status).toBe(1)
    for (const table of ['t_ip', 't_ipv6', 't_integer', 't_string', 't_binary']) expect(await linesOf(haproxy, table)).toEqual([])

    const key = 'a b=c\\d;é'
    const made = (await json('set', 't_string', key, 'gpc0=3')) as {undo: string}
    expect(made).toMatchObject({dryRun: false, changed: true, changes: [{name: key, table: 't_string', was: null, now: {gpc0: 3}}]})
    expect(made.undo).toBe(`hactl table clear t_string -s ${haproxy.socket} -- '${key}'`)
    expect(await run('set', 't_string', key, 'gpc0=3')).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^= .*gpc0=3.* \(as it was; its time begins anew\)\n$/),
    })
    const again = (await json('set', 't_string', key, 'gpc0=4')) as {undo: string}
    expect(again.undo).toBe(`hactl table set t_string -s ${haproxy.socket} -- '${key}' gpc0=3`)
    expect(spawnSync('sh', ['-c', again.undo.replace('hactl', `${process.execPath} ${program}`)]).status).toBe(0)
    expect(await json('get', 't_string', key)).toMatchObject({key, gpc0: 3})
    expect(await run('clear', 't_string', key)).toMatchObject({status: 0})
    const long = await run('set', 't_string', 'abcdefghijklmnopqrst', 'gpc0=1')
    expect(long).toMatchObject({status: 0, stderr: expect.stringContaining('have 16 bytes at most: the entry is "abcdefghijklmnop"')})
    // another name of that entry, which it takes along
    const other = await run('clear', 't_string', 'abcdefghijklmnopXYZ')
    expect(other).toMatchObject({status: 0, stderr: expect.stringContaining('have 16 bytes at most: the entry is "abcdefghijklmnop"')})
    expect(await linesOf(haproxy, 't_string')).toEqual([])
  })

  test('numbers are what HAProxy would store as they are', async () => {
    await using lab = await start(version)
    const {haproxy, run} = lab
    const codeOf = async (verb: string, ...words: readonly string[]): Promise<string> => errorIn(await run(verb, ...words, '--json')).code
    expect(await codeOf('set', 't_ip', '192.0.2.1', 'gpc0=4294967296')).toBe('value-invalid')
    expect(await codeOf('set', 't_ip', '192.0.2.1', 'gpc0=-1')).toBe('value-invalid')
    expect(await codeOf('set', 't_ip', '192.0.2.1', 'gpc0=1', 'gpc0_rate=zz')).toBe('value-invalid')
    expect(await codeOf('set', 't_integer', '1', `server_${version === '2.2' ? 'name' : 'key'}=1`)).toBe('value-invalid')
    expect(await codeOf('set', 't_ip', '192.0.2.1', 'gpc=1')).toBe('data-type-unknown')
    expect(await codeOf('set', 't_ip', '192.0.2.1', 'gpc0=1', 'gpc0=2')).toBe('usage')
    expect(await codeOf('top', 't_integer', '--by', `server_${version === '2.2' ? 'name' : 'key'}`)).toBe('data-type-unknown')
    expect(await codeOf('show', 't_ip', '--data', 'gpc1 gt 1')).toBe('data-type-unknown')
    expect(await codeOf('show', 't_ip', '--data', 'gpc0 over 1')).toBe('filter-invalid')
    expect(await codeOf('show', 't_ip', '--data', 'gpc0 gt 1x')).toBe('value-invalid')
    expect(await codeOf('show', 't_ip', ...Array.from({length: 5}, () => ['--data', 'gpc0 gt 1']).flat())).toBe('filter-invalid')
    expect(await codeOf('top', 't_i', '--by', 'gpc0')).toBe('table-unknown')
    expect(errorIn(await run('show', 't_ipp', '--json')).hint).toContain('did you mean "t_ip"')
    expect(await linesOf(haproxy, 't_ip')).toEqual([])
    for (const key of ['1', '2', '3']) await run('set', 't_small', key)
    expect(await codeOf('set', 't_small', '4')).toBe('table-full')
  })

  test('the socket of a user is told which level it takes, also where HAProxy says nothing', async () => {
    await using lab = await start(version)
    const {haproxy} = lab
    await haproxy.exchange('set table t_ip key 192.0.2.1')
    const {user, operator} = haproxy.sockets
    expect((await hactl(['table', 'list', '-s', user])).status).toBe(0)
    for (const words of [
      ['show', 't_ip'],
      ['get', 't_ip', '192.0.2.1'],
      ['set', 't_ip', '192.0.2.2'],
      ['clear', 't_ip', '--yes'],
      ['top', 't_ip'],
      ['dump', 't_ip'],
    ]) {
      const ended = await hactl(['table', ...words, '-s', user, '--json'])
      expect({words, status: ended.status}).toEqual({words, status: 7})
      expect(ended.stdout + ended.stderr).toContain('level operator')
    }
    expect((await hactl(['table', 'dump', 't_ip', '-s', user])).stdout).toBe('')
    expect(await linesOf(haproxy, 't_ip')).toHaveLength(1)
    expect((await hactl(['table', 'set', 't_ip', '192.0.2.2', '-s', operator])).status).toBe(0)
    expect((await hactl(['table', 'clear', 't_ip', '--yes', '-s', operator])).status).toBe(0)
    expect(await linesOf(haproxy, 't_ip')).toEqual([])
  })

  test('a dump to a file and to standard output is restored from either', async () => {
    await using lab = await start(version)
    const {haproxy, run} = lab
    await haproxy.exchange('set table t_ip key 192.0.2.1 data.gpc0 5 data.conn_cur 3')
    const lines = (await linesOf(haproxy, 't_ip')).map((line) => line.replace('conn_cur=3', 'conn_cur=0'))
    const file = haproxy.file('t_ip.table')
    expect(await run('dump', 't_ip', file)).toMatchObject({status: 0, stdout: '', stderr: expect.stringContaining('conn_cur will not be brought back')})
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const text = readFileSync(file, 'utf8')
    expect(text).toMatch(
      new RegExp(
        `^# hactl table dump 1, HAProxy ${haproxy.full}, node .*, 20.*Z\\n# table: t_ip, type: ip, size:102400, used:1\\n# stores: gpc0, .*\\n0x.*\\n# end: 1 entry\\n$`,
      ),
    )
    const piped = await run('dump', 't_ip')
    await haproxy.exchange('clear table t_ip')
    expect(await run('restore', file, '--dry-run')).toMatchObject({status: 0, stdout: expect.stringMatching(/^set table t_ip key 192\.0\.2\.1 data\.gpc0 5 /)})
    expect(await linesOf(haproxy, 't_ip')).toEqual([])
    expect(await run('restore', file)).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('not brought back, of 1 entry: conn_cur: it counts what is open now'),
    })
    expect(await linesOf(haproxy, 't_ip')).toEqual(lines)
    await haproxy.exchange('clear table t_ip')
    expect(await hactl(['table', 'restore', '-', '-s', haproxy.socket], {input: piped.bytes})).toMatchObject({status: 0})
    expect(await linesOf(haproxy, 't_ip')).toEqual(lines)
    expect((await run('restore', haproxy.file('nosuch'))).status).toBe(2)
  })
})

describe.each(lab.versions.filter(hasArrays))('arrays of HAProxy %s', (version) => {
  test('are named as entries show them, the elements behind the first from 3.2 on', async () => {
    await using lab = await start(version)
    const {run, json} = lab
    /** HAProxy would set gpc0 first, and take the filter. */
    const refusesElements = async (): Promise<void> => {
      const before = await json('show', 't_array', '--fields', 'key,gpc0')
      const set = await run('set', 't_array', 'one', 'gpc0=9', 'gpc[3]=1', '-o', 'json')
      expect([set.status, errorIn(set).message]).toEqual([2, 't_array does not store gpc3'])
      expect(await json('show', 't_array', '--fields', 'key,gpc0')).toEqual(before)
      // an empty table has no entry that tells how long its arrays are
      const known = Array.isArray(before) && before.length > 0
      expect((await run('show', 't_array', '--data', 'gpc[3] ge 0')).status).toBe(known ? 2 : 0)
      expect((await run('top', 't_array', '--by', 'gpc3')).status).toBe(known ? 2 : 0)
    }
    expect((await run('set', 't_array', 'one', 'gpc0=5', 'gpt=6', 'gpc0_rate=7')).status).toBe(0)
    expect(await json('get', 't_array', 'one')).toMatchObject({gpc0: 5, gpc1: 0, gpc2: 0, gpt0: 6, gpt1: 0, gpc0_rate: 7, gpc1_rate: 0})
    expect(await json('show', 't_array', '--data', 'gpc0 ge 5')).toHaveLength(1)
    expect(await json('top', 't_array', '--by', 'gpc2')).toHaveLength(1)
    const second = await run('set', 't_array', 'one', 'gpc[1]=8', '-o', 'json')
    const sifted = await run('show', 't_array', '--data', 'gpc1>7', '-o', 'json')
    if (Number(version) < 3.2) {
      expect([second.status, errorIn(second).code, sifted.status]).toEqual([1, 'unsupported', 1])
      expect(errorIn(sifted).message).toContain('came with 3.2')
    } else {
      expect([second.status, sifted.status]).toEqual([0, 0])
      expect(JSON.parse(sifted.stdout)).toMatchObject([{key: 'one', gpc1: 8}])
      await refusesElements()
      const wide = Array.from({length: 40}, (_, index) => `gpc[${index}]=${index + 1}`)
      const planned = (await run('set', 't_wide', 'one', ...wide, '--dry-run')).stdout.trim().split('\n')
      // what is above 64 words HAProxy refuses, or passes over
      expect(planned.map((line) => line.split(' ').length)).toEqual([5 + 2 * 29, 5 + 2 * 11])
      expect((await run('set', 't_wide', 'one', ...wide)).status).toBe(0)
      expect(await linesOf(lab.haproxy, 't_wide')).toEqual([`key=one ${wide.map((_, index) => `gpc${index}=${index + 1}`).join(' ')}`])
      await run('clear', 't_array', '--yes')
      await refusesElements()
      expect(await json('show', 't_array')).toEqual([])
    }
  })
})

test('an entry that a session tracks is not removed, and that is said', async () => {
  await using lab = await start(newest)
  const {haproxy, run, json} = lab
  const text = 'GET /slow HTTP/1.1\r\nhost: l\r\ntext: tracked%20key\r\ncontent-length: 5\r\n\r\n'
  const {connect} = await import('node:net')
  const link = connect(haproxy.port, '127.0.0.1')
  link.write(text)
  try {
    await expect.poll(async () => (await linesOf(haproxy, 't_string')).length, {timeout: 10_000}).toBe(1)
    const [entry] = (await json('show', 't_string')) as {key: string; use: number}[]
    expect(entry?.key).toBe('tracked key')
    if (entry?.use === 0) throw new Error('the request is over already')
    const refused = await run('clear', 't_string', 'tracked key', '--json')
    expect([refused.status, errorIn(refused).code]).toEqual([1, 'entry-in-use'])
    expect(await run('clear', 't_string', '--yes')).toMatchObject({status: 0, stderr: expect.stringMatching(/in use[^]*^= 1 entry in t_string now/m)})
  } finally {
    link.destroy()
  }
})

test('top is watched each 5 seconds at most, with a warning', async () => {
  await using lab = await start(newest)
  const {haproxy, run} = lab
  await haproxy.exchange('set table t_ip key 192.0.2.1 data.gpc0 5')
  expect(await run('top', 't_ip', '--watch', '--interval', '1')).toMatchObject({status: 2, stderr: expect.stringContaining('at least 5 seconds')})
  const watching = new Running(['table', 'top', 't_ip', '--watch', '-s', haproxy.socket])
  watching.child.stdout?.once('data', () => watching.signal('SIGINT'))
  expect(await watching.ended).toMatchObject({status: 130, stdout: expect.stringContaining('192.0.2.1'), stderr: expect.stringContaining('locked')})
})
