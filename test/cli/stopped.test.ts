import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {entriesOf, firstDifference, textOf} from '../faults/content.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {lab} from '../haproxy/lab.ts'
import {inChunks, Running, syncOf} from './hactl.ts'

const fresh = entriesOf(400, 'new')

describe.each(lab.since('2.4'))('a sync into HAProxy %s that was stopped during its load, for longer than either side waits', (version) => {
  test.each(['oneshot', 'prompt'])('goes on (%s)', async (session) => {
    await using haproxy = await lab.start(version, {maps: {'big.map': '/a old\n'}, files: {'new.map': textOf(fresh)}, statsTimeout: '1s'})
    await using relay = await Relay.before(haproxy.socket)
    let chunks = 0
    const stop = (): void => {
      running.signal('SIGSTOP')
      void pause(1500).then(() => running.signal('SIGCONT'))
    }
    relay.plan = onceWhen(({line}) => line.startsWith('add map @') && (chunks += 1) === 5, {kind: 'hold', meanwhile: stop})
    const running = new Running(syncOf(haproxy, {at: relay.address}, ...inChunks(session), '--timeout', '1s'))
    const ended = await running.ended
    expect(ended.status, ended.stderr).toBe(0)
    expect(firstDifference(await haproxy.dump('big.map'), fresh)).toBeUndefined()
  })
})
