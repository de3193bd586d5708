import {describe, expect, test} from 'vitest'
import {findServers, RuntimeClient, setServersWeight} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'
import {startServers, wireState} from './support.ts'

describe.each(lab.versions)('the weight of servers of HAProxy %s', (version) => {
  test.each([
    ['50', 50],
    ['0', 0],
    ['256', 256],
    ['007', 7],
    ['50%', 3],
    ['25600%', 256],
  ])('%s of seven is %i', async (weight, now) => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const report = await setServersWeight(client, await findServers(client, ['be_app/web2']), weight)
    const changed = now !== 7
    expect(report).toMatchObject({changed, changes: [{name: 'be_app/web2', was: 7, now, changed}]})
    expect(await wireState(haproxy, 'be_app/web2')).toMatchObject({weight: now})
  })

  test('that is none is refused before anything is sent', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const servers = await findServers(client, ['be_app/web2'])
    for (const weight of ['257', '-1', '5x', '', '1.5', '25601%', '%', '1e2', ' 5', '100000'])
      await expect(setServersWeight(client, servers, weight)).rejects.toMatchObject({code: 'weight-invalid', exit: 2})
    expect(await wireState(haproxy, 'be_app/web2')).toMatchObject({weight: 7})
  })

  test('that a static algorithm does not take is refused in its words, and the command that undoes is one that it takes', async () => {
    await using haproxy = await startServers(version)
    const client = await RuntimeClient.connect(haproxy.socket)
    const [fixed, web2] = await findServers(client, ['be_static/web1', 'be_app/web2'])
    if (!fixed || !web2) throw new Error('servers are missing')
    await expect(setServersWeight(client, [fixed], '3')).rejects.toMatchObject({code: 'refused', exit: 1, message: expect.stringContaining('static LB')})
    await expect(setServersWeight(client, [fixed, {...web2, server: 'nosuch'}], '0%')).rejects.toMatchObject({
      code: 'servers-incomplete',
      hint: expect.stringMatching(/hactl server weight be_static\/web1 100% -s \S+$/),
    })
    expect(await wireState(haproxy, 'be_static/web1')).toMatchObject({weight: 0})
  })
})
