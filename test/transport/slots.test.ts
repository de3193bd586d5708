import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {connect as dial, type Socket} from 'node:net'
import {describe, expect, test} from 'vitest'
import {parseAddress} from '../../src/transport/address.ts'
import {connect} from '../../src/transport/connection.ts'
import {askOnce} from '../../src/transport/one-shot.ts'
import {takeAllSlots} from '../faults/slots.ts'
import {stop} from '../faults/stop.ts'
import {lab} from '../haproxy/lab.ts'

const question = Buffer.from('show cli level\n')

describe.each([...lab.versions])('all slots and the backlog of HAProxy %s are taken', (version) => {
  test('it is tried again until the timeout, and said which it was', async () => {
    await using haproxy = await lab.start(version, {statsMaxconn: 2})
    using _ = await takeAllSlots(haproxy)
    await expect(askOnce(parseAddress(haproxy.socket), question, 1, {timeout: 300})).rejects.toMatchObject({
      code: 'slots-taken',
      exit: 3,
      message: expect.stringMatching(/all connection slots of HAProxy are taken \(300 ms\)/),
      hint: expect.stringContaining('stats maxconn'),
    })
  })

  test('it succeeds when they are freed', async () => {
    await using haproxy = await lab.start(version, {statsMaxconn: 2})
    using taken = await takeAllSlots(haproxy)
    const answer = askOnce(parseAddress(haproxy.socket), question, 1, {timeout: 20_000})
    const early = await Promise.race([answer.then(() => 'answered'), new Promise((resolve) => setTimeout(resolve, 50, 'waiting'))])
    expect(early).toBe('waiting')
    taken.free()
    expect((await answer).map(({text}) => text)).toEqual(['admin\n'])
  })
})

test('slots that are taken where the backlog has room are told as a silence, with the same hint', async () => {
  await using haproxy = await lab.start('3.2', {statsMaxconn: 1})
  const socket = dial(haproxy.socket)
  await once(socket, 'connect')
  socket.write('prompt\n')
  await once(socket, 'data')
  await expect(askOnce(parseAddress(haproxy.socket), question, 1, {timeout: 300})).rejects.toMatchObject({
    code: 'timeout',
    exit: 3,
    hint: expect.stringContaining('stats maxconn'),
  })
  socket.destroy()
})

test('a HAProxy that is stopped is a silence', async () => {
  await using haproxy = await lab.start('3.2', {masterWorker: false})
  await stop(haproxy.masterPid)
  await expect(askOnce(parseAddress(haproxy.socket), question, 1, {timeout: 300})).rejects.toMatchObject({code: 'timeout', exit: 3})
  await expect(askOnce(parseAddress(`tcp://${haproxy.tcpAddress}`), question, 1, {timeout: 300})).rejects.toMatchObject({code: 'timeout', exit: 3})
  process.kill(haproxy.masterPid, 'SIGCONT')
  expect((await askOnce(parseAddress(haproxy.socket), question, 1, {timeout: 10_000})).map(({text}) => text)).toEqual(['admin\n'])
})

test('a TCP connection that is not made in time is given up', async () => {
  // it listens, and never accepts: once its queue is full the kernel leaves a new connection without an answer
  const script = `require('net').createServer().listen({port: 0, host: '127.0.0.1', backlog: 1}, function () { require('fs').writeSync(1, String(this.address().port)); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) })`
  const deaf = spawn(process.execPath, ['-e', script], {stdio: ['ignore', 'pipe', 'inherit']})
  const waiting: Socket[] = []
  try {
    const [said] = (await once(deaf.stdout, 'data')) as [Buffer]
    const port = Number(said)
    for (let pending = 0; pending < 8; pending += 1) waiting.push(dial({host: '127.0.0.1', port}).on('error', () => {}))
    await Promise.all(waiting.slice(0, 2).map((socket) => once(socket, 'connect')))
    await expect(connect(parseAddress(`tcp://127.0.0.1:${port}`), {timeout: 300})).rejects.toMatchObject({
      code: 'connect-timeout',
      exit: 3,
      message: expect.stringMatching(/did not answer in time \(300 ms\)/),
    })
  } finally {
    for (const socket of waiting) socket.destroy()
    deaf.kill('SIGKILL')
  }
})
