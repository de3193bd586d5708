import {describe, expect, test} from 'vitest'
import {outOfRotation} from '../../examples/maintenance.ts'
import {overview} from '../../examples/overview.ts'
import {lab} from '../haproxy/lab.ts'
import {Shop} from '../servers/shop.ts'
import {wireState} from '../servers/support.ts'

describe.each(lab.versions)('the examples of the library on HAProxy %s', (version) => {
  test('a server is empty and out of the rotation while it is worked on, and back afterwards', async () => {
    await using shop = await Shop.open(version)
    const {haproxy} = shop
    const said: string[] = []
    let meanwhile: string[] = []
    const work = async (): Promise<void> => void (meanwhile = await shop.visitors(6))
    await outOfRotation(haproxy.socket, 'shop/webA', work, (line) => said.push(line))
    expect(meanwhile.toSorted().join('')).toBe('BBCCDD')
    expect(said).toEqual([expect.stringMatching(/^shop\/webA is empty; \d+ came by a cookie meanwhile$/), 'shop/webA: maint -> ready'])
    expect(await wireState(haproxy, 'shop/webA')).toMatchObject({admin: 0})
  })

  test('a server is back although the work on it failed', async () => {
    await using shop = await Shop.open(version)
    const failing = (): Promise<void> => Promise.reject(new Error('no space left'))
    await expect(outOfRotation(shop.haproxy.socket, 'shop/webA', failing, () => {})).rejects.toThrow('no space left')
    expect(await wireState(shop.haproxy, 'shop/webA')).toMatchObject({admin: 0})
  })

  test('an overview names what is down, who is there, and what a stick table holds', async () => {
    await using haproxy = await lab.start(version, {
      sections: [
        'backend be_app\n    server web1 127.0.0.1:1 disabled\n    server web2 127.0.0.1:2',
        'backend be_track\n    stick-table type ip size 100 expire 1h store gpc0',
        'listen held\n    mode tcp\n    bind unix@{folder}/held.sock\n    server cli unix@{folder}/user.sock',
      ],
    })
    await haproxy.exchange('set table be_track key 192.0.2.7 data.gpc0 3')
    const said: string[] = []
    await overview(haproxy.socket, (line) => said.push(line))
    expect(said[0]).toMatch(new RegExp(`^HAProxy ${haproxy.full}, process ${await haproxy.pid()} on .`))
    expect(said).toEqual(expect.arrayContaining([expect.stringMatching(/^be_app\/web1 is maint/), 'be_track (ip) 192.0.2.7: {"gpc0":3}']))
    expect(said.join('\n')).not.toContain('web2')
  })
})
