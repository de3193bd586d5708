import {describe, expect, test} from 'vitest'
import {limitNames, limits, RuntimeClient, setLimit} from '../../src/index.ts'
import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'

const start = (version: LabVersion): Promise<LabHaproxy> => lab.start(version, {global: ['maxconn 300', 'maxconnrate 500']})

/** A field of `show info`, read here. */
async function told(haproxy: LabHaproxy, field: string): Promise<string | undefined> {
  const info = (await haproxy.exchange('show info')).toString('latin1')
  return new RegExp(`^${field}: (.*)$`, 'm').exec(info)?.[1]
}

describe.each(lab.versions)('limits of HAProxy %s', (version) => {
  test('are told on a socket of any level', async () => {
    await using haproxy = await start(version)
    for (const level of ['user', 'operator', 'admin'] as const) {
      const found = await limits(await RuntimeClient.connect(haproxy.sockets[level]))
      expect(found.map(({limit, value, unit}) => [limit, value, unit])).toEqual([
        ['maxconn', 300, 'connections'],
        ['connections', 500, 'connections/s'],
        ['sessions', 0, 'sessions/s'],
        ['ssl-sessions', 0, 'sessions/s'],
        ['http-compression', 0, 'kB/s'],
      ])
      for (const {now} of found) expect(now).toEqual(expect.any(Number))
    }
  })

  test.each([
    ['maxconn', '70', 'set maxconn global 70', 'Maxconn', '70'],
    ['maxconn', '0', 'set maxconn global 0', 'Maxconn', '300'],
    ['connections', '0', 'set rate-limit connections global 0', 'ConnRateLimit', '0'],
    ['sessions', '2147483647', 'set rate-limit sessions global 2147483647', 'SessRateLimit', '2147483647'],
    ['ssl-sessions', '7', 'set rate-limit ssl-sessions global 7', 'SslRateLimit', '7'],
    // kB, which HAProxy tells in bytes
    ['http-compression', '2097151', 'set rate-limit http-compression global 2097151', 'CompressBpsRateLim', '2147482624'],
  ] as const)('%s is %s when it was set so, and was not by a dry run', async (limit, value, command, field, stands) => {
    await using haproxy = await start(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const before = await told(haproxy, field)
    expect(await setLimit(client, limit, value, {dryRun: true})).toMatchObject({dryRun: true, commands: [command], changed: false, changes: [{name: limit}]})
    expect(await told(haproxy, field)).toBe(before)
    const report = await setLimit(client, limit, value)
    const now = limit === 'maxconn' ? Number(stands) : Number(value)
    const was = report.changes[0]?.was
    const undo = before === stands ? null : `hactl limit set ${limit} ${String(was)} -s ${haproxy.socket}`
    expect(report).toMatchObject({
      dryRun: false,
      commands: [command],
      changed: before !== stands,
      undo,
      changes: [{name: limit, now, changed: before !== stands}],
    })
    expect(await setLimit(client, limit, value)).toMatchObject({changed: false, undo: null, changes: [{was: now, now}]})
    expect(await told(haproxy, field)).toBe(stands)
  })

  test('that are no numbers, or too large to be taken for what they are, are refused before anything is sent', async () => {
    await using haproxy = await start(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    for (const limit of limitNames)
      for (const value of ['', 'x', '5x', '-1', '1.5', '1e2', '4294967296', '2147483648', '99999999999'])
        await expect(setLimit(client, limit, value), `${limit} ${value}`).rejects.toMatchObject({code: 'number-invalid', exit: 2})
    await expect(setLimit(client, 'http-compression', '2097152')).rejects.toMatchObject({code: 'number-invalid'})
    await expect(setLimit(client, 'maxconn', '301')).rejects.toMatchObject({code: 'number-invalid', hint: expect.stringContaining('haproxy.cfg')})
    expect([await told(haproxy, 'Maxconn'), await told(haproxy, 'ConnRateLimit')]).toEqual(['300', '500'])
  })

  test.each(['user', 'operator'] as const)('are not changed at level %s', async (level) => {
    await using haproxy = await start(version)
    const client = await RuntimeClient.connect(haproxy.sockets[level])
    for (const limit of limitNames)
      await expect(setLimit(client, limit, '5')).rejects.toMatchObject({code: 'permission-denied', exit: 7, hint: expect.stringContaining('level admin')})
    expect([await told(haproxy, 'Maxconn'), await told(haproxy, 'SessRateLimit')]).toEqual(['300', '0'])
  })
})
