import {describe, expect, test} from 'vitest'
import {permissions, RuntimeClient} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'

describe.each(lab.versions)('what a socket of HAProxy %s may do', (version) => {
  test.each(['user', 'operator', 'admin'] as const)('with level %s is what HAProxy lets it do', async (level) => {
    await using haproxy = await lab.start(version)
    const client = await RuntimeClient.connect(haproxy.sockets[level])
    const told = permissions(client)
    expect(told.level).toBe(level)
    const shown = told.commands.filter(({command}) => command.startsWith('show '))
    expect(shown.length).toBeGreaterThan(10)
    const found = []
    for (const {command} of shown) {
      const answer = (await haproxy.exchange(command, {socket: haproxy.sockets[level]})).toString('latin1')
      const available = !answer.startsWith('Unknown command')
      found.push({command, available, allowed: available && !answer.startsWith('Permission denied')})
    }
    expect(shown.map(({command, available, allowed}) => ({command, available, allowed}))).toEqual(found)
  })
})
