import {writeFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {bringUpToDate} from '../../examples/library.ts'
import {lab} from '../haproxy/lab.ts'

const others = Array.from({length: 10}, (_, index) => `/${index} be\n`).join('')

describe.each(lab.since('2.4'))('the library example on HAProxy %s', (version) => {
  test('tells the changes, makes them, and reports', async () => {
    await using haproxy = await lab.start(version, {maps: {'routes.map': `/a old\n/b b\n${others}`}})
    const file = haproxy.file('routes.map')
    writeFileSync(file, `/a new\n/c c\n${others}`)
    const said: string[] = []
    await bringUpToDate(haproxy.socket, file, (line) => said.push(line))
    expect(said[0]).toMatch(new RegExp(`^HAProxy ${haproxy.full}, process ${await haproxy.pid()} on .`))
    expect(said).toEqual(expect.arrayContaining(['changed: /a  old -> new', 'removed: /b  b', 'added: /c  c', '1 added, 1 changed, 1 removed']))
    expect(said.at(-1)).toBe('version 1 is current: 12 entries, verified: true')
    expect((await haproxy.dump('routes.map')).slice(0, 2)).toEqual([
      ['/a', 'new'],
      ['/c', 'c'],
    ])
  })
})
