import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {symlinkSync} from 'node:fs'
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {RuntimeClient, startTrace, stopTrace} from '../../src/index.ts'
import {HeldTrace} from '../../src/trace/held.ts'
import {planTrace} from '../../src/trace/plan.ts'
import {environment, program} from '../cli/hactl.ts'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {failureOf} from '../maps/support.ts'

/** Lines that bring h1 into a state, and whether `trace start` may follow: nobody traces it. */
const states: Readonly<Record<string, readonly [idle: boolean, ...lines: string[]]>> = {
  'as it is at first': [true],
  'a sink alone': [true, 'sink stderr'],
  'an event to start with that was stopped': [true, 'sink buf0', 'start h1s_err', 'start h1c_new', 'stop now', 'stop h1s_end'],
  running: [false, 'sink buf0', 'start now'],
  'running without a sink': [false, 'start now'],
  'running until an event': [false, 'sink buf0', 'stop h1s_end', 'start now', 'start h1c_new'],
  'waiting after a pause': [false, 'sink buf0', 'pause now', 'pause h1c_end', 'stop any'],
  'waiting for an event': [false, 'sink buf0', 'start h1s_err'],
}

const lost = (text: string) => ({kind: 'replace-answer', text}) as const

describe.each(lab.versions)('on HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version)
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  const say = async (...lines: readonly string[]): Promise<void> => {
    for (const line of lines) expect(`${line}: ${String(await haproxy.exchange(`trace h1 ${line}`))}`).toBe(`${line}: \n`)
  }
  beforeEach(() => say('start none', 'pause none', 'stop now', 'sink none', 'level user', 'verbosity clean'))

  const line = async (source: string): Promise<string> => {
    const all = String(await haproxy.exchange('show trace'))
    return new RegExp(`^ \\[.\\] ${source} +-> \\S+`, 'm').exec(all)?.[0].replaceAll(/ +/g, ' ') ?? all
  }
  /** All that HAProxy tells of h1. */
  const told = async (): Promise<string[]> => {
    const answers = [await haproxy.exchange('show trace h1'), await haproxy.exchange('trace h1 level'), await haproxy.exchange('trace h1 verbosity')]
    return [await line('h1'), ...answers.map((answer) => String(answer).replace(/\[\d+ dropped\]/, ''))]
  }
  /** As it would be copied into a shell. */
  const undone = async (undo: string | null): Promise<unknown> => {
    const words = (undo ?? 'false').replaceAll(/(?<=^|&& )hactl /g, `'${process.execPath}' '${program}' `)
    const [status]: unknown[] = await once(spawn('sh', ['-c', words], {env: environment(), stdio: 'ignore'}), 'close')
    return status
  }
  const open = (address: string, signal?: AbortSignal) => RuntimeClient.connect(address, {signal})

  test.each(Object.entries(states))('what start and stop say that undoes them brings back all: %s', async (_, [idle, ...lines]) => {
    await say(...lines)
    const before = await told()
    const client = await open(haproxy.socket)
    if (idle) {
      for (const options of [{}, {level: 'data', verbosity: 'complete'}]) {
        const {undo, changed} = await startTrace(client, ['h1'], options)
        expect({changed, line: await line('h1')}).toEqual({changed: true, line: ' [R] h1 -> buf0'})
        expect({undo, status: await undone(undo)}).toEqual({undo, status: 0})
        expect(await told(), String(undo)).toEqual(before)
      }
    }
    if (before[0] === ' [.] h1 -> none') return
    const {undo} = await stopTrace(client, ['h1'])
    expect(await line('h1')).toBe(' [.] h1 -> none')
    expect({undo, status: await undone(undo)}).toEqual({undo, status: 0})
    expect(await told(), String(undo)).toEqual(before)
  })

  test('of several sources each is brought back, through a socket with a blank in its name, too', async () => {
    const socket = haproxy.file('a socket')
    symlinkSync(haproxy.socket, socket)
    await haproxy.exchange('trace h2 sink buf0')
    await haproxy.exchange('trace h2 start now')
    await say('sink buf0', 'pause now')
    const {undo} = await stopTrace(await open(socket), [])
    expect([await line('h1'), await line('h2')]).toEqual([' [.] h1 -> none', ' [.] h2 -> none'])
    expect({undo, status: await undone(undo)}).toEqual({undo, status: 0})
    expect([await line('h1'), await line('h2')]).toEqual([' [w] h1 -> buf0', ' [R] h2 -> buf0'])
    await stopTrace(await open(haproxy.socket), [])
  })

  test.each([
    ['is refused', false],
    ['finds nobody', true],
  ] as const)('half of a stop is 5 when the other half %s, with what was done and what undoes it', async (_, gone) => {
    await say('sink buf0', 'start now')
    await using relay = await Relay.before(haproxy.socket)
    for (const names of [[], ['h1']]) {
      const client = await open(relay.address)
      const fits = ({line}: {line: string}): boolean => line === (gone ? 'trace h1 stop now' : 'trace h1 sink none')
      relay.plan = onceWhen(fits, gone ? {kind: 'close-after', meanwhile: () => relay.refuse()} : lost('no'))
      const failure = await failureOf(stopTrace(client, names))
      await relay.admit()
      expect(failure).toMatchObject({code: 'trace-incomplete', exit: 5})
      expect(failure.message).toContain(`only a part was done (${names.length === 0 ? 'trace 0; ' : ''}trace h1 stop now), then: `)
      expect(failure.hint).toContain(`this undoes what was done: hactl trace start h1 --sink buf0 -s ${relay.address}`)
      await say('sink buf0', 'start now')
    }
  })

  test('a stop of which nothing was done is what HAProxy says, and so is a start', async () => {
    await using relay = await Relay.before(haproxy.socket)
    const client = await open(relay.address)
    relay.plan = onceWhen(({line}) => line === 'trace h1 sink buf0', lost('no'))
    relay.forget()
    expect(await failureOf(startTrace(client, ['h1'], {}))).toMatchObject({code: 'refused', exit: 1})
    expect(relay.requests.at(-1)).toBe('trace h1 sink buf0\n')
    await say('sink buf0', 'start now')
    relay.plan = onceWhen(({line}) => line === 'trace h1 stop now', lost('no'))
    expect(await failureOf(stopTrace(client, ['h1']))).toMatchObject({code: 'refused', exit: 1})
  })

  test('what was acknowledged is told whatever comes then: a signal, a HAProxy that is gone', async () => {
    await using relay = await Relay.before(haproxy.socket)
    const last =
      (command: string) =>
      ({line}: {line: string}) =>
        line === command
    const stop = new AbortController()
    const interrupted = await open(relay.address, stop.signal)
    relay.plan = onceWhen(last('trace h1 start now'), {kind: 'close-after', meanwhile: () => stop.abort(new Error('stopped'))})
    expect(await startTrace(interrupted, ['h1'], {level: 'data'})).toMatchObject({changed: true, undo: expect.stringContaining("'trace h1 level user'")})
    expect(stop.signal.aborted).toBe(true)

    const client = await open(relay.address)
    const gone = async (command: string, act: () => Promise<unknown>) => {
      relay.plan = onceWhen(last(command), {kind: 'close-after', meanwhile: () => relay.refuse()})
      const failure = await failureOf(act())
      await relay.admit()
      return failure
    }
    expect(await gone('trace h1 sink none', () => stopTrace(client, []))).toMatchObject({
      code: 'change-unconfirmed',
      exit: 5,
      message: expect.stringContaining('HAProxy acknowledged `trace h1 stop now;trace h1 sink none`, but it could not be looked at then'),
      hint: expect.stringContaining(`this undoes what was changed: hactl trace start h1 --sink buf0 -s ${relay.address}`),
    })
    expect(await gone('trace h1 start now', () => startTrace(client, ['h1'], {}))).toMatchObject({
      code: 'change-unconfirmed',
      exit: 5,
      hint: expect.stringContaining(`this undoes what was changed: hactl trace stop h1 -s ${relay.address}`),
    })
  })

  test('what HAProxy claims to have done, and does not show, is 5', async () => {
    await using relay = await Relay.before(haproxy.socket)
    const client = await open(relay.address)
    relay.plan = ({line}) => (line === 'trace h1 start now' ? {kind: 'hold', meanwhile: () => haproxy.exchange('trace h1 sink stderr')} : undefined)
    expect(await failureOf(startTrace(client, ['h1'], {}))).toMatchObject({
      code: 'change-unconfirmed',
      exit: 5,
      message: expect.stringContaining('but h1 is running then, into stderr'),
    })
    relay.plan = onceWhen(({line}) => line === 'show trace h1', {kind: 'hold', meanwhile: () => haproxy.exchange('trace h2 start now')})
    expect(await stopTrace(client, ['h1'])).toMatchObject({changed: true})
    expect(await line('h2')).toBe(' [R] h2 -> none')
    await haproxy.exchange('trace h2 stop now')
  })

  test('what could not be taken back is told, with what does it', async () => {
    await using relay = await Relay.before(haproxy.socket)
    relay.plan = ({line}) => (/start|stop/.test(line) ? {kind: 'lose-request'} : undefined)
    const failure = await failureOf(startTrace(await open(relay.address), ['h1'], {level: 'developer'}))
    relay.plan = () => undefined
    expect(failure).toMatchObject({code: 'trace-left', exit: 5})
    const [, undo = ''] = /^this removes it: (.*)$/.exec(failure.hint ?? '') ?? []
    expect(undo).toContain(`&& hactl exec 'trace h1 level user' -s `)
    expect({undo, status: await undone(undo)}).toEqual({undo, status: 0})
    expect(await line('h1')).toBe(' [.] h1 -> none')
  })

  test('one that is followed is not taken for stopped by others before it is started, and what was begun is taken back', async () => {
    await say('sink stderr')
    const before = await told()
    await using relay = await Relay.before(haproxy.socket)
    const client = await open(relay.address)
    const held = await HeldTrace.hold(client, await planTrace(client, ['h1'], {level: 'developer'}))
    if (!held) throw new Error('no other process answers')
    const looks: Promise<void>[] = []
    // its sink is chosen, and it is not started
    relay.plan = onceWhen(({line}) => line === 'trace h1 level developer', {kind: 'hold', meanwhile: () => void looks.push(held.requireOurs())})
    await held.start()
    expect(await Promise.all(looks)).toEqual([undefined])
    await held.requireOurs()
    expect(await line('h1')).toBe(' [R] h1 -> buf0')
    await held.remove()
    expect(await told()).toEqual(before)

    const other = await HeldTrace.hold(client, await planTrace(client, ['h1'], {level: 'developer'}))
    relay.plan = onceWhen(({line}) => line === 'trace h1 level developer', {kind: 'replace-answer', text: 'no'})
    expect(await failureOf(other?.start() ?? Promise.resolve())).toMatchObject({code: 'refused'})
    await haproxy.exchange('trace h1 level user')
    await other?.remove()
    expect(await told()).toEqual(before)
  })

  test('every source that is listed can be shown', async () => {
    const client = await open(haproxy.socket)
    const names = String(await haproxy.exchange('show trace')).match(/(?<=^ \[.\] )\S+/gm) ?? []
    expect((await stopTrace(client, names, true)).changes.map(({name}) => name)).toEqual(names)
  })
})
