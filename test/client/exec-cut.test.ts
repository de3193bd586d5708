import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {type ExecOutcome, execLine} from '../../src/client/exec.ts'
import {RuntimeClient} from '../../src/index.ts'
import {Relay} from '../faults/relay.ts'
import {ScriptedServer} from '../faults/scripted.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {answerAtEnd} from '../protocol/live.ts'
import {json, unended} from '../protocol/unended.ts'

describe.each([...lab.versions])('a line to HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  let relay: Relay
  let client: RuntimeClient
  beforeAll(async () => {
    haproxy = await lab.start(version, {
      maps: {'big.map': 'a 1\nb 2\nc 3\n'},
      global: Number(version) < 2.4 ? [] : ['set-var proc.odd int(5)'],
      sections: [
        'backend web\n    option httpchk\n    server one 127.0.0.1:1 check inter 1h agent-check agent-port 2 agent-inter 1h\n    server bare 127.0.0.1:1',
      ],
    })
    relay = await Relay.before(haproxy.socket)
    client = await RuntimeClient.connect(relay.address)
  })
  afterAll(async () => {
    await relay[Symbol.asyncDispose]()
    await haproxy[Symbol.asyncDispose]()
  })
  beforeEach(() => {
    relay.plan = () => undefined
  })

  /** All but the blank line comes. */
  const cut = () => {
    relay.plan = () => ({kind: 'cut-answer', keep: -1})
  }

  async function exec(line: string): Promise<ExecOutcome & {readonly out: string}> {
    const pieces: Buffer[] = []
    const noPayload = () => Promise.reject(new Error('no payload was due'))
    const outcome = await execLine(client, line, noPayload, (bytes) => Promise.resolve(void pieces.push(bytes)))
    return {...outcome, out: Buffer.concat(pieces).toString('latin1')}
  }

  test.each([
    'show map {map}',
    'show acl',
    'show info',
    'show stat',
    'show stat typed',
    'show servers state',
    'show env',
    'show table',
    'show backend;show map {map}',
    'get weight none/x;show info',
  ])('%s: an answer that is cut at the end of a line is no whole one', async (template) => {
    const line = template.replace('{map}', haproxy.file('big.map'))
    cut()
    await expect(exec(line)).rejects.toMatchObject({code: 'reply-truncated', exit: 3})
  })

  test.each(['set map {map} a 1', 'set server web/bare addr 127.0.0.2', 'disable server web/bare;show info'])(
    '%s: whether it was run is not known when its answer is cut at the end of a line',
    async (template) => {
      const line = template.replace('{map}', haproxy.file('big.map'))
      cut()
      await expect(exec(line)).rejects.toMatchObject({code: 'outcome-unknown', exit: 5})
    },
  )

  test.each([...unended, ...json])('%s: its answer is whole, with a blank line and without', async (command) => {
    const bare = await answerAtEnd(haproxy, `${command}\n`)
    const {out, refused} = await exec(command)
    expect(out.replaceAll(/\d+/g, 'N')).toBe(bare.replaceAll(/\d+/g, 'N'))
    expect(refused).toBe(
      /^\n(?:\[3\]: |(?:\[\d\]: )?(?:Unknown command|Permission denied))/.test(await answerAtEnd(haproxy, `set severity-output number;${command}\n`)),
    )
  })

  test.runIf(Number(version) >= 2.6)('httpclient: what another server says is whole, however it ends', async () => {
    await using web = await ScriptedServer.start((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nno'), 'tcp')
    const {out, refused} = await exec(`expert-mode on;httpclient GET ${web.address.replace('tcp:', 'http:')}/`)
    expect({end: out.slice(-5), refused}).toEqual({end: '\r\nno\n', refused: false})
  })

  test.each(unended)('%s: what comes behind it on its line is told apart', async (command) => {
    const line = `${command};get map ${haproxy.file('big.map')} a;${command}`
    const {out} = await exec(line)
    expect(out).toBe(await answerAtEnd(haproxy, `${line}\n`))
  })
})
