import {stat} from 'node:fs/promises'
import type {Socket} from 'node:net'
import {setImmediate as turn} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {RuntimeClient} from '../../src/client/runtime-client.ts'
import {HactlError} from '../../src/protocol/error.ts'
import {parseAddress} from '../../src/transport/address.ts'
import {PromptSession} from '../../src/transport/prompt-session.ts'
import {entriesOf, firstDifference, textOf} from '../faults/content.ts'
import {ScriptedServer} from '../faults/scripted.ts'
import {stop} from '../faults/stop.ts'
import {type LabHaproxy, type LabVersion, lab} from '../haproxy/lab.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** A session as the client of this HAProxy opens one. */
async function sessionOf(haproxy: LabHaproxy, timeout = 10_000): Promise<PromptSession> {
  return (await RuntimeClient.connect(haproxy.socket, {timeout})).session()
}

/** The line and end of a payload; words behind `<<` came with 2.9. */
const payload = (version: LabVersion, command: string, text: string): Buffer =>
  Number(version) < 3 ? bytes(`${command} <<\n${text}\n`) : bytes(`${command} <<END\n${text}END\n`)

describe.each([...lab.versions])('a session with HAProxy %s', (version) => {
  test('has an answer for each command, and one process for all', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': 'a 1\n'}})
    await using session = await sessionOf(haproxy)
    expect(await session.ask(bytes('show cli level\n'))).toEqual({text: 'admin\n', severity: undefined, complete: true})
    expect(await session.ask(bytes(`set map ${haproxy.file('big.map')} a 2\n`))).toEqual({text: '', severity: undefined, complete: true})
    expect((await session.ask(bytes('show map #99\n'))).text).toMatch(/^Unknown map identifier/)
    expect((await session.ask(bytes('no such command\n'))).text).toMatch(/^Unknown command/)
    expect((await session.ask(bytes('show info\n'))).text).toContain(`Pid: ${await haproxy.pid()}\n`)
  })

  test('is over when HAProxy answers what nobody asked: no answer is taken for that of another command', async () => {
    await using haproxy = await lab.start(version)
    await using session = await sessionOf(haproxy)
    await session.ready()
    // one command more than the session knows of
    await session.askLine(bytes('show cli level\nshow info\n'), 1)
    await expect.poll(() => session.ended).toBe(true)
    await expect(session.ask(bytes('show cli level\n'))).rejects.toMatchObject({code: 'connection-lost', exit: 3})
  })

  test('takes payloads, and says what is wrong in one', async () => {
    await using haproxy = await lab.start(version, {maps: {'ip.map': {match: 'ip', content: ''}}})
    await using session = await sessionOf(haproxy)
    const add = `add map ${haproxy.file('ip.map')}`
    expect(await session.ask(payload(version, add, '10.0.0.1 one\n10.0.0.2 two\n'))).toEqual({text: '', severity: undefined, complete: true})
    const refused = await session.ask(payload(version, add, '10.0.0.3 three\nnonsense four\n10.0.0.5 five\n'))
    expect(refused).toMatchObject({complete: true, text: expect.stringMatching(/nonsense/)})
    expect(await session.ask(bytes('show cli level\n'))).toMatchObject({text: 'admin\n'})
    expect(await haproxy.dump('ip.map')).toEqual([
      ['10.0.0.1', 'one'],
      ['10.0.0.2', 'two'],
      ['10.0.0.3', 'three'],
    ])
  })

  test('takes many payloads ahead of their answers, in order', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': ''}})
    await using session = await sessionOf(haproxy)
    const entries = entriesOf(20_000, 'value')
    const pieces = Array.from({length: 200}, (_, index) => textOf(entries.slice(index * 100, index * 100 + 100)))
    const warnings: Error[] = []
    const heard = (warning: Error): unknown => warnings.push(warning)
    process.on('warning', heard)
    const replies = await Promise.all(pieces.map((text) => session.ask(payload(version, `add map ${haproxy.file('big.map')}`, text))))
    await turn()
    process.off('warning', heard)
    expect(replies.filter(({text, complete}) => text !== '' || !complete)).toEqual([])
    expect(firstDifference(await haproxy.dump('big.map'), entries)).toBeUndefined()
    // waiting for the socket leaves no listeners
    expect(warnings.map(String)).toEqual([])
  })

  test('does not stand still when questions and answers are larger than every buffer between', async () => {
    await using haproxy = await lab.start(version, {maps: {'big.map': textOf(entriesOf(3000, 'value'))}})
    await using session = await sessionOf(haproxy)
    const dump = bytes(`show map ${haproxy.file('big.map')}\n`)
    const filler = payload(version, `add map ${haproxy.file('big.map')}`, 'filler '.concat('x'.repeat(12_000), '\n'))
    const replies = await Promise.all(Array.from({length: 60}, (_, index) => session.ask(index % 2 === 0 ? filler : dump)))
    expect(replies.every(({complete}) => complete)).toBe(true)
    expect(replies.filter((_, index) => index % 2 === 1).map(({text}) => text.split('\n').length - 1)).toEqual(
      Array.from({length: 30}, (_, index) => 3000 + index + 1),
    )
  })

  test('that HAProxy ends is a lost connection for all who wait', async () => {
    await using haproxy = await lab.start(version)
    await using session = await sessionOf(haproxy)
    const last = session.ask(bytes('quit\n'))
    const after = session.ask(bytes('show info\n'))
    for (const answer of [
      last,
      after,
      last.then(
        () => session.ask(bytes('show info\n')),
        () => session.ask(bytes('show info\n')),
      ),
    ]) {
      await expect(answer).rejects.toMatchObject({code: 'connection-lost', exit: 3})
    }
  })

  test('ends with HAProxy', async () => {
    await using haproxy = await lab.start(version)
    await using session = await sessionOf(haproxy)
    await haproxy.kill()
    await expect(session.ask(bytes('show info\n'))).rejects.toBeInstanceOf(HactlError)
  })

  test('with an answer that does not come runs into its deadline', async () => {
    await using haproxy = await lab.start(version, {masterWorker: false})
    await using session = await sessionOf(haproxy, 300)
    await stop(haproxy.masterPid)
    await expect(session.ask(bytes('show info\n'))).rejects.toMatchObject({code: 'timeout', exit: 3})
  })
})

test('a session is not cut for being silent while nothing is asked', async () => {
  await using haproxy = await lab.start('3.2')
  await using session = await sessionOf(haproxy, 100)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await session.ask(bytes('show cli level\n'))).toMatchObject({text: 'admin\n'})
})

test('a session that HAProxy has closed is a lost connection, whenever we notice', async () => {
  const failures = new Map<string, number>()
  for (const kind of ['unix', 'tcp'] as const) {
    await using server = await ScriptedServer.start((socket) => socket.on('data', () => socket.end('\n> ')), kind)
    for (let round = 0; round < 300; round += 1) {
      await using session = await PromptSession.open(parseAddress(server.address), 'prompt', 1, {timeout: 10_000})
      for (let step = 0; step < round % 3; step += 1) await (round % 2 === 0 ? turn() : stat('/'))
      const error: unknown = await session.ask(bytes('show info\n')).catch((thrown: unknown) => thrown)
      const name = error instanceof HactlError ? error.code : String(error)
      failures.set(name, (failures.get(name) ?? 0) + 1)
    }
  }
  expect(Object.fromEntries(failures)).toEqual({'connection-lost': 600})
})

test.each([
  ['a web server', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'prompt'],
  ['a web server', 'HTTP/1.1 400 Bad Request\n\n', 'prompt i'],
  ['something that says nothing', '', 'prompt i'],
] as const)('%s opens no session', async (_, answer, command) => {
  await using server = await ScriptedServer.start((socket) => socket.on('data', () => socket.end(answer)))
  const opened = PromptSession.open(parseAddress(server.address), command, 1, {timeout: 300})
  await expect(opened).rejects.toBeInstanceOf(HactlError)
  await expect(opened).rejects.toMatchObject({exit: 3})
})

test('what has to go first is not waited for where requests may be in flight together; its refusal is that of what comes next', async () => {
  // says nothing before three lines are there
  await using server = await ScriptedServer.start((socket) => {
    let lines = 0
    socket.on('data', (request) => {
      const before = lines
      lines += request.toString('latin1').split('\n').length - 1
      if (before < 3 && lines >= 3) socket.write('\nno\n\n')
    })
  })
  await using session = await PromptSession.open(parseAddress(server.address), 'prompt i', 64, {timeout: 10_000})
  await session.setUp(bytes('set timeout cli 60\n'), ({text}) => {
    if (text !== '') throw new HactlError('refused', {exit: 1, message: text})
  })
  for (const _ of ['in flight by then', 'asked afterwards']) await expect(session.ask(bytes('show info\n'))).rejects.toMatchObject({code: 'refused'})
  await expect(session.ready()).rejects.toMatchObject({code: 'refused'})
})

/** Opens a session, and answers what is asked in it with a piece of an answer; then `then`. */
const pieceOnly = (then: (socket: Socket) => void): Promise<ScriptedServer> =>
  ScriptedServer.start((socket) => {
    let isOpen = false
    socket.on('data', () => {
      socket.write(isOpen ? 'The command is too' : '\n')
      if (isOpen) then(socket)
      isOpen = true
    })
  })

describe('a piece of an answer', () => {
  const open = (server: ScriptedServer) => PromptSession.open(parseAddress(server.address), 'prompt i', 64, {timeout: 300})

  test('is what HAProxy said when it closed: for the first who waits, and a loss for the others', async () => {
    await using server = await pieceOnly((socket) => void socket.end())
    await using session = await open(server)
    await session.ready()
    const [first, second] = [session.ask(bytes('show info\n')), session.ask(bytes('show map\n'))]
    expect(await first).toMatchObject({text: 'The command is too', complete: false})
    await expect(second).rejects.toMatchObject({code: 'connection-lost'})
    await using another = await open(server)
    await another.ready()
    expect(await another.askLine(bytes('show info\n'), 1)).toMatchObject({replies: [{complete: false}], lost: {code: 'connection-lost'}})
  })

  test('is nobody’s answer where it is us who end: too slow, or what went first is not accepted', async () => {
    await using server = await pieceOnly(() => {})
    await using slow = await open(server)
    await slow.ready()
    await expect(slow.ask(bytes('show info\n'))).rejects.toMatchObject({code: 'timeout'})
    await using refusing = await ScriptedServer.start((socket) =>
      socket.on('data', (request) => void (/set/.test(String(request)) && socket.write('\nno\n\nName: HA'))),
    )
    await using session = await open(refusing)
    await session.setUp(bytes('set timeout cli 60\n'), ({text}) => {
      throw new HactlError('refused', {exit: 1, message: text})
    })
    await expect(session.ask(bytes('show info\n'))).rejects.toMatchObject({code: 'refused', message: 'no\n'})
  })
})
