import {expect, test} from 'vitest'
import {lookIn} from '../../src/maps/look.ts'
import {patientSession} from '../../src/maps/patient-session.ts'
import {maps} from '../../src/protocol/commands/map/reference.ts'
import {parseAddress} from '../../src/transport/address.ts'
import {PromptSession} from '../../src/transport/prompt-session.ts'
import {ScriptedServer} from '../faults/scripted.ts'

const timeout = 300

const patient = (server: ScriptedServer): Promise<PromptSession> =>
  patientSession({session: () => PromptSession.open(parseAddress(server.address), 'prompt i', 64, {timeout}), longTimeout: () => 60_000}, 0)

test('a session for long work waits for its first answer no longer than any other', async () => {
  // as HAProxy with all slots taken
  await using server = await ScriptedServer.start(() => {})
  await using session = await patient(server)
  await expect(lookIn(session, maps)).rejects.toMatchObject({code: 'timeout', exit: 3, message: expect.stringContaining(`no answer within ${timeout} ms`)})
})

test('a session for long work waits for an answer that takes long', async () => {
  await using server = await ScriptedServer.start((socket) => {
    socket.on('data', (request: Buffer) => {
      for (const line of request.toString('latin1').split('\n').slice(0, -1)) {
        if (line.startsWith('commit')) setTimeout(() => socket.write('\n'), 4 * timeout)
        else socket.write('\n')
      }
    })
  })
  await using session = await patient(server)
  await session.ask(Buffer.from('show cli level\n'))
  expect(await session.ask(Buffer.from('commit map @1 big.map\n'))).toMatchObject({text: '', complete: true})
})
