import {describe, expect, test} from 'vitest'
import {RuntimeClient, readStatistics, type StatFilter, statistics} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'
import {stands, startStats} from './support.ts'

describe.each(lab.versions)('statistics of HAProxy %s', (version) => {
  test('come whole, and by name, type and state', async () => {
    await using haproxy = await startStats(version)
    await stands(haproxy, 'be_app/gone', /^DOWN/)
    await haproxy.exchange('set server be_api/a1 state drain')
    const client = await RuntimeClient.connect(haproxy.socket)
    const names = async (filter?: StatFilter): Promise<string[]> =>
      (await statistics(client, filter)).map(({pxname, svname}) => `${String(pxname)}/${String(svname)}`)
    const all = ['lab/FRONTEND', 'www/FRONTEND', 'be_app/up1', 'be_app/up2', 'be_app/resting', 'be_app/gone', 'be_app/BACKEND']
    expect(await names()).toEqual([...all, 'be_api/a1', 'be_api/BACKEND', 'be_empty/BACKEND'])
    expect(await names({name: 'be_a*', types: ['server']})).toEqual(['be_app/up1', 'be_app/up2', 'be_app/resting', 'be_app/gone', 'be_api/a1'])
    expect(await names({name: 'be_app/up?'})).toEqual(['be_app/up1', 'be_app/up2'])
    expect(await names({name: 'be_app', state: 'down'})).toEqual(['be_app/resting', 'be_app/gone'])
    expect(await names({types: ['server'], state: 'down'})).toEqual(['be_app/resting', 'be_app/gone', 'be_api/a1'])
    expect(await names({types: ['frontend']})).toEqual(['lab/FRONTEND', 'www/FRONTEND'])
    expect(await names({name: 'www', types: ['server']})).toEqual([])
    expect(await names({types: ['listener']})).toEqual([])
  })

  test('tell what takes no traffic by the will of somebody', async () => {
    await using haproxy = await startStats(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    for (const line of ['disable frontend www', 'set server be_app/up1 state drain']) expect(String(await haproxy.exchange(line))).toBe('\n')
    const published = await haproxy.exchange('unpublish backend be_empty')
    const hasPublishing = !String(published).startsWith('Unknown command')
    const down = (await statistics(client, {state: 'down'})).map(({pxname, svname}) => `${String(pxname)}/${String(svname)}`)
    const expected = ['www/FRONTEND', 'be_app/up1', 'be_app/resting', ...(hasPublishing ? ['be_empty/BACKEND'] : [])]
    expect(down.filter((name) => name !== 'be_app/gone')).toEqual(expected)
    expect(hasPublishing).toBe(version === '3.4')
  })

  test('have the numbers that the configuration gives', async () => {
    await using haproxy = await startStats(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const [www] = await statistics(client, {name: 'www'})
    expect(www).toMatchObject({slim: 50, rate_lim: 100, status: 'OPEN', mode: 'http', type: 0})
    expect(www).not.toHaveProperty('qcur')
    const [up2] = await statistics(client, {name: 'be_app/up2'})
    expect(up2).toMatchObject({weight: 7, type: 2, status: 'no check', addr: '127.0.0.1:1'})
    const {heading, batches} = await readStatistics(client, {name: 'be_app/up1'})
    expect(heading.names).toEqual(expect.arrayContaining(['pxname', 'scur', 'rtime']))
    for await (const [line] of batches) {
      if (line)
        expect([line.proxy, line.name, line.type, line.state, line.number('slim'), line.number('nosuch')]).toEqual([
          'be_app',
          'up1',
          'server',
          'up',
          20,
          undefined,
        ])
    }
  })

  test('of a name that HAProxy does not have are an error that names the nearest', async () => {
    await using haproxy = await startStats(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const asked = (name: string) => statistics(client, {name})
    await expect(asked('be_ap')).rejects.toMatchObject({code: 'proxy-unknown', exit: 2, hint: expect.stringContaining('"be_app"')})
    await expect(asked('be_app/up3')).rejects.toMatchObject({code: 'proxy-unknown', hint: expect.stringMatching(/"be_app\/up1".*"be_app\/up2"/)})
    await expect(asked('zz*')).rejects.toMatchObject({code: 'proxy-unknown', message: expect.stringContaining('"zz*"')})
  })
})
