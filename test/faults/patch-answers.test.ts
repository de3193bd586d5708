import {describe, expect, test} from 'vitest'
import {lab} from '../haproxy/lab.ts'
import {attempt} from './attempt.ts'
import {entriesOf, textOf} from './content.ts'
import {onceWhen} from './fault.ts'
import {Relay} from './relay.ts'

const old = entriesOf(40, 'old')
const fresh = entriesOf(40, 'new')

test.each(lab.versions)('a look that is lost when all of a patch was acknowledged is asked again, on HAProxy %s', async (version) => {
  await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
  await using relay = await Relay.before(haproxy.socket)
  const state = {changed: false}
  relay.plan = onceWhen(
    ({line}) => {
      const after = state.changed && line === 'show info typed;show map'
      state.changed ||= line.startsWith('set map')
      return after
    },
    {kind: 'lose-answer'},
  )
  expect(await attempt(relay.address, haproxy.file('big.map'), fresh, {strategy: 'patch'})).toMatchObject({exit: 0, report: {verified: true}})
  expect(await haproxy.dump('big.map')).toEqual(fresh)
})

describe.each(lab.versions)('the first line of a patch is answered with a text that no HAProxy gives, on HAProxy %s', (version) => {
  test('and was run: nobody says that nothing was changed, and the same again completes it', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(old)}})
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = onceWhen(({line}) => line.startsWith('set map'), {kind: 'replace-answer', text: 'Something else.'})
    const {exit, error} = await attempt(relay.address, haproxy.file('big.map'), fresh, {strategy: 'patch', chunkSize: 150})
    expect({exit, code: error?.code}).toEqual({exit: 5, code: 'patch-incomplete'})
    expect(error?.message).toMatch(/no command was acknowledged, but the map may have been changed: .*Something else/)
    expect(await haproxy.dump('big.map')).not.toEqual(old)
    expect(await attempt(relay.address, haproxy.file('big.map'), fresh, {strategy: 'patch'})).toMatchObject({exit: 0})
    expect(await haproxy.dump('big.map')).toEqual(fresh)
  })

  test('and was not run: nothing was changed, 2', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': {content: '/a 1\n', type: 'int'}}})
    const {exit, error} = await attempt(
      haproxy.socket,
      haproxy.file('big.map'),
      [
        ['/a', '1'],
        ['/b', 'nonsense'],
      ],
      {strategy: 'patch'},
    )
    expect({exit, code: error?.code}).toEqual({exit: 2, code: 'entry-refused'})
    expect(await haproxy.dump('big.map')).toEqual([['/a', '1']])
  })
})
