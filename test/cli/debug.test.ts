import {describe, expect, test} from 'vitest'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {hactl} from './hactl.ts'

const secret = 'Tr0ub4dor'
const line = /^ *(\d+\.\d) ms {2}#(\d+) ([=!<>]) (.*)$/

/** What is told of the wire: ms since hactl began, the number of the connection, what happened on it. */
const wireOf = (stderr: string): {at: number; connection: number; kind: string; text: string}[] =>
  stderr
    .split('\n')
    .map((each) => line.exec(each))
    .filter((found) => found !== null)
    .map(([, at = '', connection = '', kind = '', text = '']) => ({at: Number(at), connection: Number(connection), kind, text}))

// what --debug tells is hactl's own: the oldest and the newest HAProxy that can sync will do
const [oldest = '3.4', ...younger] = lab.since('2.6')

describe.each([oldest, ...younger.slice(-1)])('--debug on HAProxy %s', (version) => {
  const start = (): Promise<LabHaproxy> =>
    lab.start(version, {
      maps: {'big.map': '/a old\n'},
      files: {'new.map': Array.from({length: 3000}, (_, index) => `/key-${index} value\n`).join('')},
      env: {API_TOKEN: secret},
      sections: ['backend be_app\n    cookie SRV insert dynamic\n    dynamic-cookie-key old\n    stick-table type string len 40 size 100 expire 1h store gpc0'],
    })

  test('tells every connection with its number, each line with its time, and long payloads in short', async () => {
    await using haproxy = await start()
    const args = ['map', 'sync', haproxy.file('new.map'), '-m', haproxy.file('big.map'), '-s', haproxy.socket]
    const {status, stdout, stderr} = await hactl([...args, '--debug'])
    expect({status, stdout}).toEqual({status: 0, stdout: ''})
    const wire = wireOf(stderr)
    // and the summary
    expect(wire).toHaveLength(stderr.trimEnd().split('\n').length - 1)
    expect(wire.map(({at}) => at)).toEqual(wire.map(({at}) => at).toSorted((one, other) => one - other))
    const opened = wire.filter(({kind}) => kind === '=')
    expect(opened.map(({connection}) => connection)).toEqual(opened.map((_, index) => index + 1))
    for (const {text} of opened) expect(text).toMatch(new RegExp(`^${haproxy.socket} {2}connected in [\\d.]+ ms$`))
    for (const {connection, kind} of wire) if (kind === '>') expect(wire.some((each) => each.connection === connection && each.kind === '<')).toBe(true)
    for (const {text} of wire.filter(({kind}) => kind === '<'))
      expect(text).toMatch(/^[\d,]+ bytes? in [\d.]+ ms(?:, the first after [\d.]+ ms(?:: ".*"…?)?)?$/)
    const chunks = wire.filter(({kind, text}) => kind === '>' && text.startsWith('add map'))
    expect(chunks.length).toBeGreaterThan(1)
    expect(chunks[0]?.text).toMatch(/ {2}\(\+ [\d,]+ bytes of payload: "\/key-0 value\\n.*"…\)$/)
    expect(Math.max(...stderr.split('\n').map((each) => each.length))).toBeLessThan(300)
  })

  test.each(['1', 'true', 'yes'])('is HACTL_DEBUG=%s, too', async (value) => {
    await using haproxy = await start()
    const {stderr} = await hactl(['map', 'list', '-s', haproxy.socket], {env: {HACTL_DEBUG: value}})
    expect(wireOf(stderr).map(({kind}) => kind)).toEqual(['=', '>', '<', '=', '>', '<'])
  })

  test('tells of a connection that is not to be had, each time that it is tried', async () => {
    const {status, stderr} = await hactl(['map', 'list', '-s', 'tcp://127.0.0.1:1', '--debug'])
    expect(status).toBe(3)
    expect(wireOf(stderr)[0]).toMatchObject({kind: '!', text: expect.stringMatching(/^tcp:\/\/127\.0\.0\.1:1 {2}connect ECONNREFUSED .* after [\d.]+ ms$/)})
  })

  // what HAProxy refuses is masked, too: it repeats it
  test.each<[string, string[], string?]>([
    ['a certificate', ['exec', 'set ssl cert site.pem <<'], `-----BEGIN PRIVATE KEY-----\n${secret}\n`],
    ['a ticket key', ['exec', `set ssl tls-key #0 ${secret}`]],
    ['a variable', ['var', 'set', 'proc.token', `str(${secret})`]],
    ['a variable that is refused', ['exec', `set var proc.token st(${secret})`]],
    ['a variable behind several blanks', ['exec', `  set   var   proc.token   str(${secret})`]],
    ['a variable of a worker', ['exec', `@1 set var proc.token str(${secret})`]],
    ['a variable behind something else', ['exec', `show cli level; set var proc.token str(${secret})`]],
    ['a ticket key behind an escaped backslash', ['exec', String.raw`show cli level a\\;set ssl tls-key #0 ` + secret]],
    ['a cookie key', ['exec', `set dynamic-cookie-key backend be_app ${secret}`]],
    ['a key of a stick table', ['table', 'set', 'be_app', secret, 'gpc0=1']],
    ['what HAProxy has in its environment', ['env']],
    ['what HAProxy has in its environment, as it is sent', ['exec', 'show env']],
  ])('does not tell %s', async (_, args, input) => {
    await using haproxy = await start()
    const {stderr} = await hactl([...args, '-s', haproxy.socket, '--debug'], input === undefined ? {} : {input})
    const wire = wireOf(stderr)
    expect(wire.filter(({kind}) => kind === '>').length).toBeGreaterThan(0)
    expect(wire.filter(({text}) => text.includes(secret))).toEqual([])
  })

  test('does not tell what variables and stick tables hold, nor what a batch sends', async () => {
    await using haproxy = await start()
    await haproxy.exchange(`experimental-mode on; set var proc.token str(${secret})`)
    await haproxy.exchange(`set table be_app key ${secret} data.gpc0 1`)
    const input = `get var proc.token\nshow table be_app\nset var proc.other str(${secret})\nshow table be_app;get var proc.token\n`
    for (const args of [
      ['table', 'show', 'be_app'],
      ['table', 'dump', 'be_app'],
      ['var', 'get', 'proc.token'],
      ['batch', '-', '--keep-going'],
    ]) {
      const {stderr} = await hactl([...args, '-s', haproxy.socket, '--debug'], args[0] === 'batch' ? {input} : {})
      expect(wireOf(stderr).filter(({kind}) => kind === '<').length).toBeGreaterThan(0)
      expect({args, leaks: wireOf(stderr).filter(({text}) => text.includes(secret))}).toEqual({args, leaks: []})
    }
  })
})
