import {writeFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {follow} from '../../examples/events.ts'
import {type SyncEvent, syncEvents} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'
import {connect, failureOf, linesOf, numbered, sourceOf} from './support.ts'

const large = numbered(20_000, (index) => `/path/${index} backend_${index}`)

describe.each(lab.since('2.4'))('a sync as a stream of events on HAProxy %s', (version) => {
  test('tells phases in order, then the report', async () => {
    await using haproxy = await lab.start(version, {maps: {'m.map': '/a b\n'}})
    await using source = await sourceOf(large)
    const events: SyncEvent[] = []
    for await (const event of syncEvents(await connect(haproxy), source, {map: haproxy.file('m.map')})) events.push(event)
    const phases = events.flatMap((event) => (event.kind === 'progress' ? [event.step.phase] : []))
    expect([...new Set(phases)]).toEqual(['compare', 'prepare', 'load', 'verify', 'commit'])
    expect(events.at(-1)).toMatchObject({kind: 'done', report: {entries: 20_000, added: 20_000, removed: 1, verified: true}})
    expect(await haproxy.dump('m.map')).toHaveLength(20_000)
  })

  test('who leaves the loop before the commit stops it: the map is the old one, and nothing is left over', async () => {
    await using haproxy = await lab.start(version, {maps: {'m.map': linesOf([['/a', 'b']])}})
    await using source = await sourceOf(large)
    const client = await connect(haproxy)
    for await (const event of syncEvents(client, source, {map: haproxy.file('m.map')})) if (event.kind === 'progress' && event.step.phase === 'load') break
    expect(await haproxy.dump('m.map')).toEqual([['/a', 'b']])
    await using again = await sourceOf('/c d\n')
    const last: SyncEvent[] = []
    for await (const event of syncEvents(client, again, {map: haproxy.file('m.map')})) last.push(event)
    expect(last.at(-1)).toMatchObject({kind: 'done', report: {entries: 1, verified: true}})
    expect(await haproxy.dump('m.map')).toEqual([['/c', 'd']])
  })

  test('what syncMap throws comes out of the loop', async () => {
    await using haproxy = await lab.start(version, {maps: {'m.map': '/a b\n'}})
    await using source = await sourceOf('')
    const client = await connect(haproxy)
    const all = async () => {
      for await (const event of syncEvents(client, source, {map: haproxy.file('m.map')})) expect(event.kind).not.toBe('done')
    }
    expect((await failureOf(all())).code).toBe('source-empty')
  })

  test('the example follows one to its end', async () => {
    await using haproxy = await lab.start(version, {maps: {'m.map': '/a b\n'}})
    writeFileSync(haproxy.file('m.map'), '/a c\n')
    const said: string[] = []
    expect(await follow(haproxy.socket, haproxy.file('m.map'), (line) => said.push(line))).toMatchObject({changed: 1, verified: true})
    expect(said).toContain('load 1')
  })
})
