import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {get, type IncomingMessage} from 'node:http'
import {connect, type Socket} from 'node:net'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {onceWhen} from '../faults/fault.ts'
import {Relay} from '../faults/relay.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {environment, errorIn, hactl, program, Running} from './hactl.ts'

interface Source {
  readonly name: string
  readonly state: string
  readonly sink: string | null
}

/** As HAProxy itself tells it. */
async function traced({exchange, haproxy}: {readonly exchange: LabHaproxy['exchange']; readonly haproxy: LabHaproxy}): Promise<string> {
  const [state] = /^ \[.\] h1 .*$/m.exec(String(await exchange.call(haproxy, 'show trace'))) ?? ['']
  const chosen = async (what: string) => /^ {2}\* (\w+)/m.exec(String(await haproxy.exchange(`trace h1 ${what}`)))?.[1]
  return `${state.replace(/ +/g, ' ').replace(/ \[drp.*/, '')} ${await chosen('level')} ${await chosen('verbosity')}`
}

/** A session with one worker: it keeps that alive after a reload, and sees what becomes of it. */
class Witness implements Disposable {
  readonly #socket: Socket
  #heard = ''

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('latin1').on('data', (text: string) => (this.#heard += text))
  }

  static async of(path: string): Promise<Witness> {
    const socket = connect({path})
    await once(socket, 'connect')
    const witness = new Witness(socket)
    socket.write('prompt\n')
    await expect.poll(() => witness.#heard).toContain('> ')
    socket.write('set timeout cli 60\n')
    return witness
  }

  /** What its worker says of h1. */
  async trace(): Promise<string> {
    this.#heard = ''
    this.#socket.write('show trace\n')
    await expect.poll(() => this.#heard).toMatch(/h1 .*\n[^]*\n> $/)
    return /^ \[.\] h1 .*$/m.exec(this.#heard)?.[0].replace(/ +/g, ' ') ?? ''
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }
}

const untouched = ' [.] h1 -> none user clean'

describe.each(lab.versions)('on HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {statsTimeout: '1s', frontendLines: ['http-request return status 200']})
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  const run = (...args: string[]) => hactl([...args, '-s', haproxy.socket])
  const follow = (...args: string[]) => new Running(['trace', 'follow', 'h1', '--level', 'developer', '--verbosity', 'minimal', ...args, '-s', haproxy.socket])
  const state = () => traced({exchange: haproxy.exchange, haproxy})
  // on a connection of its own: 2.2 keeps an idle one beyond a reload
  const ask = async () => {
    const [response] = (await once(get({port: haproxy.port, host: '127.0.0.1', agent: false}), 'response')) as [IncomingMessage]
    response.resume()
    await once(response, 'end')
  }

  test('list and show tell what HAProxy has, list at level user too', async () => {
    for (const socket of Object.values(haproxy.sockets)) {
      const {stdout} = await hactl(['trace', 'list', '-s', socket, '-o', 'json'])
      const sources = JSON.parse(stdout) as Source[]
      expect(sources).toContainEqual({name: 'h1', state: 'stopped', sink: null, dropped: 0, description: 'HTTP/1 multiplexer'})
      expect(sources.map(({name}) => name)).toEqual([...String(await haproxy.exchange('show trace')).matchAll(/^ \[.\] (\S+)/gm)].map(([, name]) => name))
    }
    const {stdout} = await hactl(['trace', 'show', 'h1', '-s', haproxy.sockets.operator, '-o', 'json'])
    expect(JSON.parse(stdout)).toContainEqual({event: 'h1s_err', report: true, start: false, stop: false, pause: false})
  })

  test('start and stop do what they say, a dry run nothing', async () => {
    const flags = ['h1', '--level', 'developer', '--verbosity', 'complete']
    const dry = await run('trace', 'start', ...flags, '--dry-run')
    expect(dry).toMatchObject({status: 0, stdout: 'trace h1 sink buf0\ntrace h1 level developer\ntrace h1 verbosity complete\ntrace h1 start now\n'})
    expect(await state()).toBe(untouched)
    expect(await run('trace', 'start', ...flags)).toMatchObject({
      status: 0,
      stdout: '',
      stderr: expect.stringMatching(
        /^✓ h1 is traced into buf0 \(was not traced;.*\n {2}undo: hactl trace stop h1 -s \S+ && hactl exec 'trace h1 level user;trace h1 verbosity clean' -s \S+\n$/,
      ),
    })
    expect(await state()).toBe(' [R] h1 -> buf0 developer complete')
    await ask()
    const events = JSON.parse((await run('events', 'buf0', '-o', 'json')).stdout) as {source: string; time: string}[]
    expect(events.length).toBeGreaterThan(5)
    for (const event of events) expect(event).toMatchObject({source: 'h1', time: expect.stringMatching(/^20\d\d-/)})

    const busy = await run('trace', 'start', 'h1', '-o', 'json')
    expect({status: busy.status, ...errorIn(busy)}).toMatchObject({status: 4, code: 'trace-busy', hint: expect.stringContaining('hactl trace stop h1')})
    expect(await follow().ended).toMatchObject({status: 4})
    expect(await state()).toBe(' [R] h1 -> buf0 developer complete')

    expect(await run('trace', 'stop', '--dry-run')).toMatchObject({status: 0, stdout: 'trace 0\ntrace h1 stop now\ntrace h1 sink none\n'})
    const stopped = await run('trace', 'stop', '-o', 'json')
    expect(JSON.parse(stopped.stdout)).toEqual({
      dryRun: false,
      changed: true,
      commands: ['trace 0', 'trace h1 stop now', 'trace h1 sink none'],
      undo: `hactl trace start h1 --sink buf0 -s ${haproxy.socket}`,
      changes: [
        {
          name: 'h1',
          was: {state: 'running', sink: 'buf0'},
          now: {state: 'stopped', sink: null},
          changed: true,
          commands: ['trace h1 stop now', 'trace h1 sink none'],
        },
      ],
    })
    expect(await state()).toBe(' [.] h1 -> none developer complete')
    expect(await run('trace', 'stop')).toMatchObject({status: 0, stderr: 'nothing was being traced\n'})
    expect(await run('trace', 'stop', 'h1')).toMatchObject({status: 0, stderr: '= h1 is not traced already\n'})
    expect(JSON.parse((await run('trace', 'stop', 'h1', '-o', 'json')).stdout)).toMatchObject({dryRun: false, changed: false, undo: null})
    await haproxy.exchange('trace h1 level user')
    await haproxy.exchange('trace h1 verbosity clean')
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('follow streams, and after %s nothing of it is left', async (signal, status) => {
    const running = follow('-o', 'json')
    let out = ''
    running.child.stdout?.on('data', (bytes: Buffer) => (out += String(bytes)))
    await expect.poll(state, {timeout: 10_000}).toBe(' [R] h1 -> buf0 developer minimal')
    await ask()
    await expect.poll(() => out).toContain('\n')
    running.signal(signal)
    expect(await running.ended).toMatchObject({status, stderr: ''})
    for (const line of out.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({source: 'h1', text: expect.stringContaining('|h1|')})
    expect(await state()).toBe(untouched)
  })

  test('after a reload the new process is traced, and the old one, which lives on, no more', async () => {
    const before = await haproxy.pid()
    using old = await Witness.of(haproxy.socket)
    const running = follow('-o', 'json')
    let out = ''
    running.child.stdout?.on('data', (bytes: Buffer) => (out += String(bytes)))
    await expect.poll(() => old.trace(), {timeout: 10_000}).toContain('[R] h1 -> buf0')
    await haproxy.reload()
    await expect.poll(state, {timeout: 15_000}).toBe(' [R] h1 -> buf0 developer minimal')
    await expect.poll(() => old.trace(), {timeout: 10_000}).toContain('[.] h1 -> none')
    await ask()
    await expect.poll(() => out).toContain('\n')
    running.signal('SIGINT')
    expect(await running.ended).toMatchObject({status: 130, stderr: expect.stringMatching(/^HAProxy was reloaded: what follows comes from process \d+\n$/)})
    expect(await state()).toBe(untouched)
    expect(await haproxy.pid()).not.toBe(before)
  })

  test('a trace that somebody else stops is told, and what was chosen for it is put back', async () => {
    const running = follow('-o', 'json')
    await expect.poll(state, {timeout: 10_000}).toBe(' [R] h1 -> buf0 developer minimal')
    await haproxy.exchange('trace h1 stop now')
    const ended = await running.ended
    expect({status: ended.status, ...errorIn(ended)}).toMatchObject({status: 4, code: 'trace-taken', message: expect.stringContaining('h1 was stopped')})
    expect(await state()).toBe(untouched)
  })

  test.each([
    ['another sink', ['trace h1 sink stderr'], ' [R] h1 -> stderr developer minimal', 'h1 now, into stderr'],
    ['another level', ['trace h1 level state'], ' [R] h1 -> buf0 state minimal', 'another level or verbosity for h1'],
  ] as const)('the trace that somebody else begins meanwhile, with %s, is left to them', async (_, lines, theirs, told) => {
    const running = follow('-o', 'json')
    await expect.poll(state, {timeout: 10_000}).toBe(' [R] h1 -> buf0 developer minimal')
    for (const line of ['trace h1 stop now', ...lines, 'trace h1 start now']) await haproxy.exchange(line)
    running.signal('SIGINT')
    const ended = await running.ended
    expect({status: ended.status, ...errorIn(ended)}).toMatchObject({status: 4, code: 'trace-taken', message: expect.stringContaining(told)})
    expect(await state()).toBe(theirs)
    for (const line of ['stop now', 'sink none', 'level user', 'verbosity clean']) await haproxy.exchange(`trace h1 ${line}`)
  })

  test('what start could not finish is taken back, and said where that fails too', async () => {
    await using relay = await Relay.before(haproxy.socket)
    const start = async () => {
      const ended = await hactl(['trace', 'start', 'h1', '--level', 'developer', '-s', relay.address, '-o', 'json'])
      return {status: ended.status, ...errorIn(ended)}
    }
    const lost = {kind: 'lose-answer'} as const
    relay.plan = onceWhen(({line}) => line === 'trace h1 start now', lost)
    expect(await start()).toMatchObject({status: 5, code: 'outcome-unknown'})
    expect(await state()).toBe(untouched)
    relay.plan = ({line}) => (/start|stop/.test(line) ? {kind: 'lose-request'} : undefined)
    expect(await start()).toMatchObject({status: 5, code: 'trace-left', hint: expect.stringContaining('hactl trace stop h1')})
    expect(await state()).toBe(' [.] h1 -> buf0 developer clean')
    for (const line of ['sink none', 'level user']) await haproxy.exchange(`trace h1 ${line}`)
  })

  test('nothing is left when the reader leaves', async () => {
    const script = `'${process.execPath}' '${program}' trace follow h1 --level developer -s '${haproxy.socket}' | head -3; exit \${PIPESTATUS[0]}`
    const child = spawn('bash', ['-c', script], {env: environment(), stdio: ['ignore', 'pipe', 'inherit']})
    child.stdout.resume()
    const ended = once(child, 'close')
    let over = false
    void ended.then(() => (over = true))
    await expect.poll(async () => (await ask(), over), {timeout: 10_000}).toBe(true)
    expect(await ended).toEqual([0, null])
    expect(await state()).toBe(untouched)
  })

  test('what there is not is 2, and names what there is; who may not is told the level', async () => {
    const wrong = async (...args: string[]) => {
      const ended = await run('trace', ...args, '-o', 'json')
      return {status: ended.status, ...errorIn(ended)}
    }
    for (const verb of ['show', 'start', 'stop', 'follow'])
      expect(await wrong(verb, 'strem')).toMatchObject({status: 2, code: 'trace-source-unknown', hint: 'did you mean stream?'})
    expect(await wrong('start', 'h1', '--level', 'all')).toMatchObject({status: 2, code: 'usage', hint: expect.stringContaining('developer')})
    expect(await wrong('start', 'h1', '--verbosity', 'all')).toMatchObject({status: 2, code: 'usage', hint: expect.stringContaining('complete')})
    expect(await wrong('start', 'h1', '--sink', 'buf')).toMatchObject({status: 2, code: 'sink-unknown', hint: 'did you mean buf0?'})
    expect(await wrong('follow', 'h1', '--sink', 'stdout')).toMatchObject({status: 2, code: 'sink-unknown'})
    for (const verb of ['show', 'start', 'follow']) {
      const ended = await hactl(['trace', verb, 'h1', '-s', haproxy.sockets.user, '-o', 'json'])
      expect({verb, status: ended.status, ...errorIn(ended)}).toMatchObject({
        status: 7,
        code: 'permission-denied',
        hint: expect.stringContaining('level operator'),
      })
    }
    expect((await hactl(['trace', 'stop', '-s', haproxy.sockets.user])).status).toBe(7)
    expect((await hactl(['trace', 'start', 'h1', '-s', haproxy.sockets.operator])).status).toBe(0)
    expect((await hactl(['trace', 'stop', 'h1', '-s', haproxy.sockets.operator])).status).toBe(0)
    expect(await state()).toBe(untouched)
  })

  test.runIf(version === '3.4')('what would end HAProxy is not sent: it has no verbosities for haterm', async () => {
    const ended = await run('trace', 'start', 'haterm', '--verbosity', 'clean', '-o', 'json')
    expect({status: ended.status, ...errorIn(ended)}).toMatchObject({status: 1, code: 'unsupported', message: expect.stringContaining('would crash')})
    expect((await run('trace', 'start', 'haterm', '--level', 'developer')).status).toBe(0)
    expect((await run('trace', 'stop', 'haterm')).status).toBe(0)
    const pid = await haproxy.pid()
    await haproxy.exchange('trace haterm verbosity')
    await expect.poll(() => haproxy.alive(), {message: `${pid} to be ended by the fault that is kept from it`}).toBe(false)
  })
})
