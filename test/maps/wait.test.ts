import {setTimeout as pause} from 'node:timers/promises'
import {expect, test} from 'vitest'
import {openLocked} from '../../src/maps/lock.ts'
import {lab} from '../haproxy/lab.ts'
import {Foreign} from './foreign.ts'
import {connect, failureOf, numbered, sync} from './support.ts'

const map = 'big.map'

test.each(lab.since('2.4'))('one limit holds for all that is waited for on HAProxy %s: the lock, our turn, and another attempt', async (version) => {
  await using haproxy = await lab.start(version, {maps: {[map]: numbered(200, (n) => `key${n} old`)}})
  const foreign = new Foreign(haproxy, map)
  await foreign.prepare()
  const lock = await openLocked(await connect(haproxy), haproxy.file(map), {})
  const begun = performance.now()
  const ended = failureOf(sync({haproxy, map, content: 'a new\n'}, {wait: true, waitTimeout: 1500})).then((failure) => ({
    code: failure.code,
    took: performance.now() - begun,
  }))
  // first one of ours is in the way, and then somebody who loads and loads
  await pause(1200)
  await lock[Symbol.asyncDispose]()
  const state = {over: false}
  void ended.then(() => (state.over = true))
  while (!state.over) {
    await foreign.load(1)
    await pause(100)
  }
  const {code, took} = await ended
  expect(code).toBe('conflict')
  expect(took).toBeGreaterThan(1500)
  expect(took).toBeLessThan(2500)
  expect((await haproxy.dump(map)).length).toBe(200)
})

test.each(lab.since('2.4'))('a version that nobody loads into HAProxy %s is not waited for, however short the limit', async (version) => {
  await using haproxy = await lab.start(version, {maps: {[map]: 'a old\n'}})
  await new Foreign(haproxy, map).prepare()
  expect(await sync({haproxy, map, content: 'a new\n'}, {wait: true, waitTimeout: 200})).toMatchObject({verified: true, version: 2})
})
