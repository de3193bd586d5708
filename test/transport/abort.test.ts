import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {fileURLToPath} from 'node:url'
import {describe, expect, test} from 'vitest'
import {parseAddress} from '../../src/transport/address.ts'
import {type ConnectOptions, connect} from '../../src/transport/connection.ts'
import {askOnce, exchange, OneShotChannel} from '../../src/transport/one-shot.ts'
import {PromptSession} from '../../src/transport/prompt-session.ts'
import {ScriptedServer} from '../faults/scripted.ts'

const request = Buffer.from('show info\n')
const reason = new Error('no longer wanted')

const acts: readonly [name: string, act: (address: string, options: ConnectOptions) => Promise<unknown>][] = [
  ['a question', (address, options) => askOnce(parseAddress(address), request, 1, options)],
  [
    'a stream',
    async (address, options) => {
      for await (const piece of exchange(parseAddress(address), request, options)) void piece
    },
  ],
  [
    'a question on a channel, with the next connection open',
    async (address, options) => {
      await using channel = new OneShotChannel(parseAddress(address), options)
      return await channel.ask(request)
    },
  ],
  ['a session that is being opened', (address, options) => PromptSession.open(parseAddress(address), 'prompt', 1, options)],
]

describe.each(['unix', 'tcp'] as const)('an abort over %s', (kind) => {
  test.each(acts)('ends %s at once, with its reason, and every connection', async (_, act) => {
    await using server = await ScriptedServer.start(() => {}, kind)
    const controller = new AbortController()
    const acting = act(server.address, {timeout: 60_000, signal: controller.signal})
    await expect.poll(() => server.heard[0] ?? '').toMatch(/\n$/)
    controller.abort(reason)
    await expect(acting).rejects.toBe(reason)
    await expect.poll(() => server.sockets.every(({closed}) => closed)).toBe(true)
  })

  test('that came before anything connects to nobody', async () => {
    await using server = await ScriptedServer.start(() => {}, kind)
    const options = {timeout: 60_000, signal: AbortSignal.abort(reason)}
    await expect(askOnce(parseAddress(server.address), request, 1, options)).rejects.toBe(reason)
    await expect(connect(parseAddress(server.address), options)).rejects.toBe(reason)
    expect(server.heard.join('')).toBe('')
  })
})

test('an abort ends the wait for a socket that refuses', async () => {
  const controller = new AbortController()
  const connecting = connect(parseAddress('tcp://127.0.0.1:1'), {timeout: 60_000, signal: controller.signal})
  setTimeout(() => controller.abort(reason), 30)
  await expect(connecting).rejects.toThrow()
})

/** Runs a module in a process of its own, which ends by itself only when nothing is left open. @throws when it does not */
async function run(script: string): Promise<string> {
  const lib = fileURLToPath(new URL('../../lib/', import.meta.url))
  const text = `import * as oneShot from '${lib}transport/one-shot.js'; import {PromptSession} from '${lib}transport/prompt-session.js'; import {parseAddress} from '${lib}transport/address.js'\n${script}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {stdio: ['ignore', 'pipe', 'inherit']})
  const deadline = setTimeout(() => child.kill('SIGKILL'), 10_000)
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (said += piece))
  await once(child, 'close')
  clearTimeout(deadline)
  if (child.signalCode) throw new Error(`it did not end within 10 s; it said ${JSON.stringify(said)}`)
  return said
}

describe('a process ends by itself', () => {
  test('after an abort of everything that can be asked', async () => {
    await using server = await ScriptedServer.start(() => {})
    const script = `
      const controller = new AbortController()
      const [address, options] = [parseAddress(${JSON.stringify(server.address)}), {timeout: 60_000, signal: controller.signal}]
      const line = Buffer.from('show info\\n')
      const channel = new oneShot.OneShotChannel(address, options)
      const asked = [oneShot.askOnce(address, line, 1, options), PromptSession.open(address, 'prompt', 1, options), channel.ask(line)]
      setTimeout(() => controller.abort(new Error('enough')), 100)
      for (const {reason} of await Promise.allSettled(asked)) console.log(reason.message)`
    expect(await run(script)).toBe('enough\nenough\nenough\n')
  })

  test('soon, also when HAProxy had closed a connection that was opened ahead', async () => {
    await using server = await ScriptedServer.start((socket, connection) => {
      if (connection === 0) socket.on('data', () => socket.end('\n'))
      else socket.end()
    })
    const script = `
      const pipes = () => process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length
      // its own streams may be pipes
      const before = [process.stdout, process.stderr] && pipes()
      const channel = new oneShot.OneShotChannel(parseAddress(${JSON.stringify(server.address)}), {timeout: 30_000})
      await channel.ask(Buffer.from('one\\n'))
      while (pipes() > before) await new Promise((resolve) => setTimeout(resolve, 5))
      await channel.ask(Buffer.from('two\\n')).catch(() => {})
      console.log('done')`
    expect(await run(script)).toBe('done\n')
  })
})
