import {spawnSync} from 'node:child_process'
import {getPriority} from 'node:os'
import {expect, test} from 'vitest'
import {entriesOf, firstDifference, textOf} from '../faults/content.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {program, Running, syncOf} from './hactl.ts'

const [old, fresh] = [entriesOf(50, 'old'), entriesOf(400, 'new')]

test('a paced sync runs with a lower priority than others', async () => {
  await using haproxy = await lab.start('3.2', {maps: {'big.map': textOf(old)}, files: {'new.map': textOf(fresh)}})
  await using relay = await Relay.before(haproxy.socket)
  const seen: number[] = []
  relay.plan = onceWhen(({line}) => line.startsWith('add map @'), {kind: 'hold', meanwhile: () => void seen.push(getPriority(running.child.pid))})
  const running = new Running(syncOf(haproxy, {at: relay.address}, '--pace', '80%'))
  expect(await running.ended).toMatchObject({status: 0})
  expect(seen).toEqual([Math.max(10, getPriority())])
  expect(firstDifference(await haproxy.dump('big.map'), fresh)).toBeUndefined()
})

test('one that has a lower priority already keeps it, since it may not raise it', async () => {
  await using haproxy = await lab.start('3.2', {maps: {'big.map': textOf(old)}, files: {'new.map': textOf(fresh)}})
  const args = syncOf(haproxy, {}, '--pace', '80%')
  const user = process.getuid?.() === 0 ? {uid: 65_534, gid: 65_534} : {}
  const {status, stderr} = spawnSync('nice', ['-n', '15', process.execPath, program, ...args, '--timeout', '5s'], {encoding: 'utf8', ...user})
  // another user reaches neither file nor socket: what counts is that it came so far
  expect({status, internal: /internal error/.test(stderr)}, stderr).toEqual({status: 'uid' in user ? expect.any(Number) : 0, internal: false})
})
