import {connect} from 'node:net'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {errorIn, hactl, Running} from './hactl.ts'

const levels = ['user', 'operator', 'admin'] as const
const options = {
  statsTimeout: '1s',
  frontendLines: ['log ring@requests format raw local0', 'log-format "%HU"', 'http-request return status 200'],
  sections: ['ring requests\n    format timed\n    size 32764'],
}

/** A run of which the output is seen as it comes. */
class Following implements AsyncDisposable {
  readonly run: Running
  #out = ''

  constructor(haproxy: LabHaproxy, ...args: string[]) {
    this.run = new Running([...args, '-s', haproxy.socket])
    this.run.child.stdout?.on('data', (bytes: Buffer) => (this.#out += String(bytes)))
  }

  /** Returns when this stands in what was written. */
  async shows(text: string, deadline = 10_000): Promise<void> {
    await expect.poll(() => this.#out, {timeout: deadline, message: `${text} to be shown; on stderr: ${this.run.stderr}`}).toContain(text)
  }

  get output(): string {
    return this.#out
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.run.child.kill('SIGKILL')
    await this.run.ended.catch(() => {})
  }
}

/** On a connection of its own: one that is kept leads to the old process after a reload. */
const ask = ({port}: LabHaproxy, path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`, {headers: {connection: 'close'}})

/** Returns when HAProxy has closed a connection that says nothing: `stats timeout` has passed. */
const statsTimeout = ({socket}: LabHaproxy): Promise<void> =>
  new Promise((resolve, reject) => {
    const idle = connect(socket)
    idle.on('error', reject).on('end', () => resolve(void idle.destroy()))
    idle.resume()
  })

describe.each(lab.versions)('on HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, options)
    await ask(haproxy, '/first')
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  const run = (...args: string[]) => hactl([...args, '-s', haproxy.socket])
  const json = async (...args: string[]): Promise<unknown> => JSON.parse((await run(...args, '-o', 'json')).stdout)

  test('events without a name lists where events go, ring those that can be read', async () => {
    const sinks = await json('events')
    expect(sinks).toContainEqual({name: 'stdout', type: 'fd', dropped: 0, description: 'standard output (fd#1)'})
    expect(sinks).toContainEqual(expect.objectContaining({name: 'requests', type: 'buffer', dropped: 0}))
    const rings = await json('ring', '--fields', 'name')
    expect(rings).toContainEqual({name: 'buf0'})
    expect(rings).not.toContainEqual({name: 'stdout'})
  })

  test('a ring is shown in every form', async () => {
    const shown = await json('events', 'requests')
    expect(shown).toContainEqual({time: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+\+00:00$/), level: 'info', source: null, text: '/first'})
    expect(await json('ring', 'requests')).toEqual(shown)
    expect(await json('events', 'requests', '--query', "[?text=='/first'].level")).toEqual(['info'])
    for (const [form, line] of [
      ['plain', /^20\S+\tinfo\t\t\/first$/m],
      ['csv', /^20\S+,info,,\/first$/m],
      ['yaml', /^ {2}text: \/first$/m],
      ['table', /^20\S+ \/first$/m],
    ] as const) {
      const {status, stdout} = await run('events', 'requests', '-o', form)
      expect({form, status, stdout}).toEqual({form, status: 0, stdout: expect.stringMatching(line)})
    }
    expect(await run('events', 'buf0')).toMatchObject({status: 0, stdout: '', stderr: 'buf0 holds nothing; --follow waits for what comes\n'})
    expect(await json('events', 'buf0')).toEqual([])
  })

  test('what is no ring is 2, with the names that there are', async () => {
    const wrong = async (name: string) => {
      const ended = await run('events', name, '-o', 'json')
      return {status: ended.status, ...errorIn(ended)}
    }
    expect(await wrong('request')).toMatchObject({status: 2, code: 'sink-unknown', hint: 'did you mean requests?'})
    expect(await wrong('else-where')).toMatchObject({status: 2, code: 'sink-unknown', hint: expect.stringMatching(/^its rings: .*buf0, .*requests$/)})
    expect(await wrong('stdout')).toMatchObject({status: 2, code: 'sink-unknown', message: expect.stringContaining('no ring')})
    expect(await run('events', '--follow')).toMatchObject({status: 2, stderr: expect.stringContaining('needs the name of a ring')})
    expect(await run('events', 'requests', '--new')).toMatchObject({status: 2})
  })

  test('each level may list rings; to read one needs level operator', async () => {
    for (const level of levels) {
      const at = (...args: string[]) => hactl([...args, '-s', haproxy.sockets[level], '-o', 'json'])
      expect((await at('events')).status).toBe(0)
      for (const args of [
        ['events', 'requests'],
        ['ring', 'requests'],
        ['events', 'requests', '--follow'],
      ]) {
        if (level !== 'user') continue
        const ended = await at(...args)
        expect({args, status: ended.status}).toEqual({args, status: 7})
        expect(errorIn(ended)).toMatchObject({code: 'permission-denied', hint: expect.stringContaining('level operator')})
      }
      if (level === 'operator') expect(await at('events', 'requests')).toMatchObject({status: 0, stdout: expect.stringContaining('/first')})
    }
  })

  test('what is followed outlives `stats timeout`, and ends on Ctrl-C without a word', async () => {
    await using following = new Following(haproxy, 'events', 'requests', '--follow')
    await following.shows('/first\n')
    await statsTimeout(haproxy)
    await ask(haproxy, '/late')
    await following.shows('/late\n')
    following.run.signal('SIGINT')
    expect(await following.run.ended).toMatchObject({status: 130, stderr: ''})
  })

  test('every form streams; JSON is one object a line, and a query answers for each event', async () => {
    const forms = [
      {args: ['-o', 'json', '--fields', 'text,level'], line: (path: string) => `{"text":"${path}","level":"info"}\n`},
      {args: ['--query', 'text'], line: (path: string) => `"${path}"\n`},
      {args: ['-o', 'csv', '--fields', 'level,text'], line: (path: string) => `info,${path}\n`},
      {args: ['-o', 'yaml', '--fields', 'text'], line: (path: string) => `- text: ${path}\n`},
      {args: ['-o', 'plain', '--fields', 'text,level'], line: (path: string) => `${path}\tinfo\n`},
      {args: ['--fields', 'text', '--no-headers'], line: (path: string) => `${path}\n`},
    ]
    for (const [index, {args, line}] of forms.entries()) {
      await using following = new Following(haproxy, 'events', 'requests', '-f', ...args)
      await following.shows(line('/first'))
      await ask(haproxy, `/form-${index}`)
      await following.shows(line(`/form-${index}`))
      following.run.signal('SIGTERM')
      expect((await following.run.ended).status).toBe(143)
    }
  })

  test('--new leaves out what the ring holds', async () => {
    await using following = new Following(haproxy, 'events', 'requests', '-f', '--new')
    await expect.poll(async () => (await ask(haproxy, '/new'), following.output)).toContain('/new')
    expect(following.output).not.toContain('/first')
  })

  test('a reader that leaves ends it', async () => {
    await using following = new Following(haproxy, 'events', 'requests', '-f')
    await following.shows('/first')
    following.run.child.stdout?.destroy()
    await ask(haproxy, '/unread')
    await ask(haproxy, '/unread')
    expect((await following.run.ended).status).toBe(0)
  })

  // last: the process is another one then
  test('after a reload it goes on with the new process, from its start on', async () => {
    await using following = new Following(haproxy, 'events', 'requests', '--follow')
    await following.shows('/first\n')
    await haproxy.reload()
    await ask(haproxy, '/behind-the-reload')
    await following.shows('/behind-the-reload\n')
    expect(following.run.stderr).toBe(`HAProxy was reloaded: what follows comes from process ${await haproxy.pid()}\n`)
    following.run.signal('SIGINT')
    expect((await following.run.ended).status).toBe(130)
  })

  test('when HAProxy is gone, it ends with 3', async () => {
    await using following = new Following(haproxy, 'events', 'requests', '--follow', '-o', 'json')
    await ask(haproxy, '/before-the-end')
    await following.shows('/before-the-end')
    await haproxy.kill()
    const ended = await following.run.ended
    expect(ended.status).toBe(3)
    expect(ended.stderr).toMatch(/"code": ?"connection-(?:refused|lost)"/)
  })
})
