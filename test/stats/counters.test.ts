import {describe, expect, test} from 'vitest'
import {clearStatistics, RuntimeClient} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {statField} from '../proxies/support.ts'

/** Sessions of the frontend since the start, and the most at once. */
const counted = async (haproxy: LabHaproxy): Promise<readonly (string | undefined)[]> => [
  await statField(haproxy, ['lab', 'FRONTEND'], 'stot'),
  await statField(haproxy, ['lab', 'FRONTEND'], 'smax'),
]

describe.each(lab.versions)('counters of HAProxy %s', (version) => {
  test('are cleared: the highest values alone, or all, as the level of the socket allows', async () => {
    await using haproxy = await lab.start(version)
    const asked = await fetch(`http://127.0.0.1:${haproxy.port}/`, {headers: {connection: 'close'}})
    await asked.arrayBuffer()
    expect(await counted(haproxy)).toEqual(['1', '1'])
    const [user, operator, admin] = await Promise.all((['user', 'operator', 'admin'] as const).map((level) => RuntimeClient.connect(haproxy.sockets[level])))
    if (!user || !operator || !admin) throw new Error('clients are missing')
    const denied = (level: string) => ({code: 'permission-denied', exit: 7, hint: expect.stringContaining(`level ${level}`)})
    await expect(clearStatistics(user)).rejects.toMatchObject(denied('operator'))
    await expect(clearStatistics(operator, {all: true})).rejects.toMatchObject(denied('admin'))
    expect(await clearStatistics(admin, {all: true, dryRun: true})).toMatchObject({
      dryRun: true,
      commands: ['clear counters all'],
      changed: false,
      changes: [{name: 'all'}],
    })
    expect(await counted(haproxy)).toEqual(['1', '1'])
    for (const end = Date.now() + 10_000; (await statField(haproxy, ['lab', 'FRONTEND'], 'scur')) !== '0'; )
      if (Date.now() > end) throw new Error('the session did not end within 10 s')
    expect(await clearStatistics(operator)).toMatchObject({dryRun: false, commands: ['clear counters'], changed: true, changes: [{name: 'highest'}]})
    expect(await counted(haproxy)).toEqual(['1', '0'])
    expect(await clearStatistics(admin, {all: true})).toMatchObject({changed: true, changes: [{name: 'all'}]})
    expect(await counted(haproxy)).toEqual(['0', '0'])
  })
})
