import {describe, expect, test} from 'vitest'
import {killSessions, listSessions, RuntimeClient, readSessions, type SeenSessions, seeSessionIds, seeSessions, showSession} from '../../src/index.ts'
import {lab} from '../haproxy/lab.ts'
import {Slow} from './support.ts'

/** Ends the first session that was seen, behind hactl's back, and makes requests until another one has its id. */
async function reused(slow: Slow, {sessions}: SeenSessions): Promise<string> {
  const id = sessions[0]?.id ?? ''
  await slow.haproxy.exchange(`shutdown session ${id}`)
  await slow.until((lines) => !lines.some((line) => line.startsWith(id)), 'end of it')
  for (let tries = 0; tries < 10; tries += 1) {
    // several at once: what the list itself has just given back is not the only place
    await slow.request(10)
    if ((await slow.ids()).includes(id)) return id
  }
  throw new Error(`HAProxy has not used ${id} anew`)
}

describe.each(lab.versions)('on HAProxy %s', (version) => {
  test('one that has ended by itself meanwhile is told, and the others are ended', async () => {
    await using slow = await Slow.start(version)
    await slow.request(3)
    const client = await RuntimeClient.connect(slow.haproxy.socket)
    const seen = await seeSessions(client, {backend: 'be_app'})
    await slow.haproxy.exchange(`shutdown session ${seen.sessions[1]?.id}`)
    await slow.until(({length}) => length === 2, 'end of it')
    expect((await killSessions(client, seen)).changes.map(({now}) => now)).toEqual(['killed', 'gone', 'killed'])
    await slow.until(({length}) => length === 0, 'end of them')
  })

  test('what is shown of one is what the list and HAProxy have', async () => {
    await using slow = await Slow.start(version)
    await slow.request(1)
    await slow.request(1, 'raw.sock')
    const client = await RuntimeClient.connect(slow.haproxy.socket)
    for (const listed of await listSessions(client)) {
      const shown = await showSession(client, listed.id)
      expect(shown).toMatchObject({
        id: listed.id,
        source: listed.source,
        frontend: listed.frontend,
        backend: listed.backend,
        server: listed.server,
        protocol: listed.protocol,
        number: expect.any(Number),
        began: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/),
      })
      expect(shown.age - listed.age).toBeLessThan(5)
      expect(shown.lines.join('\n')).toContain(`frontend=${listed.frontend} `)
    }
    await expect(showSession(client, '0x1')).rejects.toMatchObject({code: 'session-unknown', exit: 2})
    await expect(showSession(client, 'all')).rejects.toMatchObject({code: 'usage', exit: 2})
  })
})

// 2.2 gives the place to its own sockets again and again: there the test before this one meets a session of hactl itself under the id
describe.each(lab.since('2.6'))('on HAProxy %s', (version) => {
  test('a session whose id stands for another one now is left alone', async () => {
    await using slow = await Slow.start(version)
    await slow.request(1)
    const client = await RuntimeClient.connect(slow.haproxy.socket)
    const seen = await seeSessionIds(client, await slow.ids())
    const id = await reused(slow, seen)
    const report = await killSessions(client, seen)
    expect(report).toMatchObject({changes: [{name: id, now: 'gone', changed: false, commands: []}], commands: [], changed: false})
    expect(await slow.ids()).toContain(id)
    expect((await killSessions(client, await seeSessionIds(client, [id]))).changes).toMatchObject([{name: id, now: 'killed', changed: true}])
    await slow.until((lines) => !lines.some((line) => line.startsWith(id)), 'end of it')
  })
})

test.each(['2.6', '3.4'] as const)('on HAProxy %s one of a list is told from a later one by its age', async (version) => {
  await using slow = await Slow.start(version)
  await slow.request(1)
  await slow.until(([line = '']) => / age=[3-9]s/.test(line), 'session of 3 s')
  const client = await RuntimeClient.connect(slow.haproxy.socket)
  const seen = await seeSessions(client, {})
  // the same client's port cannot be had again: as if it were
  const id = await reused(slow, seen)
  const now = await showSession(client, id)
  const sessions = seen.sessions.map((session) => ({...session, source: now.source}))
  expect((await killSessions(client, {...seen, sessions})).changes).toMatchObject([{name: id, now: 'gone'}])
  expect(await slow.ids()).toContain(id)
})

test('a list that breaks off between two is 5, with what was ended', async () => {
  await using slow = await Slow.start('3.2')
  await slow.request(2)
  const control = new AbortController()
  const client = await RuntimeClient.connect(slow.haproxy.socket, {signal: control.signal})
  const seen = await seeSessions(client, {})
  const broken = killSessions(client, seen, {progress: () => control.abort(new Error('stopped'))})
  await expect(broken).rejects.toMatchObject({code: 'sessions-incomplete', exit: 5, message: '1 of 2 sessions were ended, then: stopped'})
  expect(await slow.until(({length}) => length === 1, 'end of the first')).toHaveLength(1)
})

test('a long list comes in pieces', async () => {
  await using slow = await Slow.start('3.2')
  await slow.request(500, 'queued.sock')
  const client = await RuntimeClient.connect(slow.haproxy.socket)
  const batches: number[] = []
  for await (const sessions of readSessions(client, {backend: 'queued'})) batches.push(sessions.length)
  expect(batches.reduce((sum, count) => sum + count, 0)).toBe(500)
  expect(Math.max(...batches)).toBeLessThan(500)
})
