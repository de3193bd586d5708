import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {onceWhen, type Plan, type PlannedRequest} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {Foreign} from './foreign.ts'
import {failureOf, numbered, sync} from './support.ts'

const map = 'big.map'
const content = numbered(3000, (n) => `key${n} new`)
const into =
  (version: number) =>
  ({line}: PlannedRequest): boolean =>
    line.startsWith(`add map @${version} `)

/** Another writer loads as long as we do. */
function slowly(version: number, foreign: Foreign): Plan {
  let loads = 0
  return (request) => (into(version)(request) ? {kind: 'hold', meanwhile: () => ((loads += 1) === 2 ? foreign.load(10) : pause(60))} : undefined)
}

describe.each(lab.since('2.4'))('into an empty map of HAProxy %s two versions are prepared, and another writer', (version) => {
  test('who prepares one while the first is loaded comes after both: we go on, and theirs is behind', async () => {
    await using haproxy = await lab.start(version, {maps: {[map]: ''}})
    await using relay = await Relay.before(haproxy.socket)
    const foreign = new Foreign(haproxy, map)
    const whilePriming = onceWhen(into(1), {kind: 'hold', meanwhile: () => foreign.prepare()})
    const slow = slowly(2, foreign)
    relay.plan = (request) => whilePriming(request) ?? slow(request)
    const cautions: string[] = []
    const report = await sync({haproxy, map, content, through: {socket: relay.address}}, {chunkSize: 800, caution: (text) => cautions.push(text)})
    expect(report).toMatchObject({verified: true, version: 2})
    expect(foreign.version).toBe(3)
    expect(cautions).toEqual([expect.stringMatching(/another writer has prepared a version/)])
    expect((await haproxy.dump(map)).length).toBe(3000)
  })

  test('who gets one between the two and loads it is a conflict, and nothing is committed', async () => {
    await using haproxy = await lab.start(version, {maps: {[map]: ''}})
    await using relay = await Relay.before(haproxy.socket)
    // HAProxy has several threads: what it would answer if one of them had served somebody between our two
    const prepare = `prepare map ${haproxy.file(map)}`
    const answer = String(await haproxy.exchange(`show info typed;${prepare};${prepare};show map`))
    expect(answer).toMatch(/created: 1\n[^]*created: 2\n/)
    const between = onceWhen(({line}) => line.includes('prepare map'), {kind: 'replace-answer', text: answer.replace('created: 2', 'created: 3').trimEnd()})
    const foreign = new Foreign(haproxy, map)
    foreign.version = 2
    const slow = slowly(3, foreign)
    relay.plan = (request) => between(request) ?? slow(request)
    const failure = await failureOf(sync({haproxy, map, content, through: {socket: relay.address}}, {chunkSize: 800, lock: false}))
    expect(failure).toMatchObject({code: 'conflict', exit: 4})
    expect(await haproxy.dump(map)).toEqual([])
  })
})
