import {buffer} from 'node:stream/consumers'
import {describe, expect, test} from 'vitest'
import {wireBytes, wirePlan} from '../../src/maps/wire-plan.ts'
import {MapReference, maps} from '../../src/protocol/commands/map/reference.ts'
import {lab} from '../haproxy/lab.ts'
import {type Command, commandsOf, Relay} from './relay.ts'
import {connect, numbered, sourceOf, sync} from './support.ts'

/** What changes something, without what is asked along the way. */
const changes = (commands: readonly Command[]): {line: string; payload: string | undefined}[] =>
  commands
    .map(({line, payload}) => ({line: line.replace('show info typed;', '').replace(/^(prepare map .*);show map$/, '$1'), payload}))
    .filter(({line}) => /^(?:prepare|add|commit) map /.test(line))

const content = numbered(2000, (index) => `/${index} value of ${index}`)

describe.each(lab.since('2.4'))('what a dry run shows on HAProxy %s', (version) => {
  test.each([
    ['an empty map: a primer goes ahead', '', ['@PRIMER', '@NEW']],
    ['a map with entries', '/a old\n', ['@NEW']],
  ] as const)('is what a sync sends, command by command, onto %s', async (_, running, versions) => {
    await using haproxy = await lab.start(version, {maps: {'big.map': running}})
    await using source = await sourceOf(content)
    const client = await connect(haproxy)
    const map = new MapReference(maps, haproxy.file('big.map'))
    const before = await haproxy.header('big.map')
    const shown = await buffer(wireBytes(client, map, source, undefined))
    const plan = await wirePlan(client, map, source, undefined)
    expect(await haproxy.header('big.map')).toEqual(before)

    await using relay = await Relay.before(haproxy)
    await sync({haproxy, map: 'big.map', content, through: relay})
    const sent = changes(relay.commands).map(({line, payload}) => ({
      line: line.replace(/@(\d+)/, (whole, given: string) => versions[Number(given) - 1] ?? whole),
      payload,
    }))
    expect(changes(commandsOf(shown.toString('latin1')))).toEqual(sent)
    // the same without payloads, each line once
    const lines = plan.map((command) => command.replace(/ <<END {2}#.*/, ''))
    expect(lines).toEqual(sent.map(({line}) => line).filter((line, index, all) => line !== all[index - 1]))
    if (running === '') expect(plan[1]).toMatch(/^add map @PRIMER \S+ <<END {2}# 1 entry, 14 bytes in 1 payload$/)
  })

  test('of an empty source onto an empty map has no primer', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': ''}})
    await using source = await sourceOf('')
    const map = new MapReference(maps, haproxy.file('big.map'))
    expect((await wirePlan(await connect(haproxy), map, source, undefined)).join('\n')).not.toContain('@PRIMER')
  })
})
