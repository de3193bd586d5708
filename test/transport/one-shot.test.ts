import type {Socket} from 'node:net'
import {describe, expect, test} from 'vitest'
import {HactlError} from '../../src/protocol/error.ts'
import {parseAddress} from '../../src/transport/address.ts'
import type {ConnectOptions} from '../../src/transport/connection.ts'
import {askOnce, exchange, OneShotChannel} from '../../src/transport/one-shot.ts'
import {Relay} from '../faults/relay.ts'
import {answering, ScriptedServer} from '../faults/scripted.ts'
import {lab} from '../haproxy/lab.ts'

const patient: ConnectOptions = {timeout: 10_000}
const kinds = ['unix', 'tcp'] as const

async function bytesOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all).toString('latin1')
}

describe.each([...lab.versions])('a one-shot connection to HAProxy %s', (version) => {
  test.each(kinds)('brings the answer byte for byte (%s)', async (kind) => {
    await using haproxy = await lab.start(version, {maps: {'big.map': Array.from({length: 5000}, (_, index) => `/key-${index} value ${index}\n`).join('')}})
    const address = parseAddress(kind === 'unix' ? haproxy.socket : `tcp://${haproxy.tcpAddress}`)
    const line = `show map ${haproxy.file('big.map')}`
    expect(await bytesOf(exchange(address, Buffer.from(`${line}\n`), patient))).toBe((await haproxy.exchange(line)).toString('latin1'))
  })

  test('tells the answers of several commands apart, errors between them', async () => {
    await using haproxy = await lab.start(version)
    const replies = await askOnce(parseAddress(haproxy.socket), Buffer.from('show cli level;show map #99;set timeout cli 30;show cli level\n'), 4, patient)
    expect(replies.map(({text, complete}) => [text.trim().split('\n')[0], complete])).toEqual([
      ['admin', true],
      [expect.stringMatching(/^Unknown map identifier/), true],
      ['', true],
      ['admin', true],
    ])
  })

  test('is not closed by us before the answer', async () => {
    await using haproxy = await lab.start(version)
    await using relay = await Relay.before(haproxy.socket, {latency: 20})
    await askOnce(parseAddress(relay.address), Buffer.from('show info\n'), 1, patient)
    expect(relay.connections.map(({endedEarly}) => endedEarly)).toEqual([false])
  })
})

describe.each(['3.0', '3.2'] as const)('a payload over the buffer of HAProxy %s', (version) => {
  test.each(kinds)('the reason that HAProxy gives is read, whatever becomes of our side (%s)', async (kind) => {
    await using haproxy = await lab.start(version, {maps: {'big.map': ''}})
    const address = parseAddress(kind === 'unix' ? haproxy.socket : `tcp://${haproxy.tcpAddress}`)
    for (const size of [17_000, 40_000, 400_000]) {
      const [reply] = await askOnce(
        address,
        Buffer.from(`add map ${haproxy.file('big.map')} <<END\n${`${'k'.repeat(98)} v\n`.repeat(size / 100)}END\n`),
        1,
        patient,
      )
      // a reset on TCP may destroy what was not read yet
      if (kind === 'unix') expect(reply?.text).toMatch(/^The command( line)? is too big for the buffer size/)
      else expect(reply?.text).toMatch(/^(The command( line)? is too big for the buffer size|$)/)
      expect(reply?.complete).toBe(false)
    }
    expect(await haproxy.dump('big.map')).toEqual([])
    expect(haproxy.alive()).toBe(true)
  })
})

describe('an answer of a misbehaving server', () => {
  const ask = (address: string, timeout = 200) => askOnce(parseAddress(address), Buffer.from('show info\n'), 1, {timeout})

  test.each(kinds)('in pieces is the same answer (%s)', async (kind) => {
    await using server = await ScriptedServer.start((socket) => {
      socket.on('data', () => {
        let sent = 0
        const text = 'line one\nline two\n\n'
        function next(): void {
          if (sent === text.length) socket.end()
          else socket.write(text.charAt((sent += 1) - 1), () => setImmediate(next))
        }
        next()
      })
    }, kind)
    expect(await ask(server.address, 5000)).toEqual([{text: 'line one\nline two\n', severity: undefined, complete: true}])
  })

  test.each([
    ['nothing', ''],
    ['half a line', 'New version cre'],
    ['a line without the blank one', 'New version created: 1\n'],
  ])('that ends after %s is not complete', async (_, text) => {
    await using server = await ScriptedServer.start(answering(() => text))
    expect(await ask(server.address)).toEqual([{text, severity: undefined, complete: false}])
  })

  test('that is reset after its end is complete', async () => {
    await using server = await ScriptedServer.start((socket) => {
      socket.on('data', () => socket.write('fine\n\n', () => setTimeout(() => socket.resetAndDestroy(), 20)))
    }, 'tcp')
    expect(await ask(server.address, 5000)).toEqual([{text: 'fine\n', severity: undefined, complete: true}])
  })

  test.each(kinds)('that is reset before it is not complete (%s)', async (kind) => {
    await using server = await ScriptedServer.start((socket) => {
      // what was not read makes a reset of the close
      socket.pause()
      setTimeout(() => socket.destroy(), 20)
    }, kind)
    const [reply] = await ask(server.address, 5000)
    expect(reply).toEqual({text: '', severity: undefined, complete: false})
  })

  test.each<[string, (socket: Socket) => unknown, RegExp]>([
    ['that never begins', () => {}, /gave no answer within 200 ms/],
    ['that stops in its middle', (socket) => socket.write('line one\n'), /gave no answer within 200 ms|did not end within/],
    ['that drips for ever', (socket) => setInterval(() => socket.write('.'), 20).unref(), /did not end within 600 ms/],
  ])('%s runs into a deadline', async (_, script, message) => {
    await using server = await ScriptedServer.start((socket) => {
      socket.on('data', () => script(socket))
    })
    const error = await ask(server.address).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(HactlError)
    expect(error).toMatchObject({code: 'timeout', exit: 3, message: expect.stringMatching(message)})
  })

  test('that has no end is given up', async () => {
    await using server = await ScriptedServer.start((socket) => {
      const block = Buffer.alloc(1 << 20, 'x')
      const more = () => {
        while (!socket.destroyed && socket.write(block));
      }
      socket.on('data', more).on('drain', more)
    })
    await expect(ask(server.address, 20_000)).rejects.toMatchObject({
      code: 'answer-endless',
      exit: 3,
      message: expect.stringContaining('more than 64 MB'),
      hint: expect.stringContaining('hactl exec'),
    })
  })
})

describe('connections that are opened ahead', () => {
  test('are used one after the other, and none is left', async () => {
    const order: string[] = []
    await using server = await ScriptedServer.start((socket, connection) => {
      answering((line) => {
        order.push(`${connection}: ${line}`)
        return '\n'
      })(socket)
    })
    {
      await using channel = new OneShotChannel(parseAddress(server.address), patient)
      for (const line of ['one', 'two', 'three']) expect(await channel.ask(Buffer.from(`${line}\n`))).toEqual({text: '', severity: undefined, complete: true})
    }
    expect(order).toEqual(['0: one', '1: two', '2: three'])
    await expect.poll(() => server.sockets.every(({destroyed}) => destroyed)).toBe(true)
  })

  test('one that HAProxy has closed meanwhile is an answer that did not come, not a crash', async () => {
    await using server = await ScriptedServer.start((socket, connection) => {
      if (connection === 0) answering(() => '\n')(socket)
      else socket.end()
    })
    await using channel = new OneShotChannel(parseAddress(server.address), patient)
    await channel.ask(Buffer.from('one\n'))
    await expect.poll(() => server.sockets[1]?.closed).toBe(true)
    const second = await channel.ask(Buffer.from('two\n')).catch((error: unknown) => error)
    if (second instanceof Error) expect(second).toBeInstanceOf(HactlError)
    else expect(second).toMatchObject({complete: false})
  })
})

test('a reader that pauses after each piece holds HAProxy back, one that does not reads ahead', async () => {
  const whole = 1_000_000
  const handedOver = async (paced: boolean): Promise<{rests: number; pieces: number}> => {
    const seen = {rests: 0, pieces: 0, restsAtEnd: 0}
    await using server = await ScriptedServer.start((socket) => {
      socket.end(Buffer.alloc(whole, 'x'), () => (seen.restsAtEnd = seen.rests))
    })
    const rest = async (): Promise<void> => {
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      seen.rests += 1
    }
    const answer = exchange(parseAddress(server.address), Buffer.from('show map big.map\n'), patient, paced ? {pace: {rest}} : {})
    for await (const piece of answer) {
      seen.pieces += piece.length
      if (!paced) await rest()
    }
    return {rests: seen.restsAtEnd, pieces: seen.pieces}
  }
  const [paced, unpaced] = [await handedOver(true), await handedOver(false)]
  expect([paced.pieces, unpaced.pieces]).toEqual([whole, whole])
  // 212 kB are with the kernel, and two pieces of 64 kB with us
  expect(paced.rests).toBeGreaterThanOrEqual(8)
  expect(unpaced.rests).toBeLessThan(8)
})
