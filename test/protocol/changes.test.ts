import {describe, expect, test} from 'vitest'
import {addBackend} from '../../src/protocol/commands/backend/add-backend.ts'
import {delBackend} from '../../src/protocol/commands/backend/del-backend.ts'
import {publishBackend} from '../../src/protocol/commands/backend/publish-backend.ts'
import {unpublishBackend} from '../../src/protocol/commands/backend/unpublish-backend.ts'
import {disableFrontend} from '../../src/protocol/commands/frontend/disable-frontend.ts'
import {enableFrontend} from '../../src/protocol/commands/frontend/enable-frontend.ts'
import {setMaxconnFrontend} from '../../src/protocol/commands/frontend/set-maxconn-frontend.ts'
import {shutdownFrontend} from '../../src/protocol/commands/frontend/shutdown-frontend.ts'
import {setMaxconnGlobal} from '../../src/protocol/commands/process/set-maxconn-global.ts'
import {setRateLimit} from '../../src/protocol/commands/process/set-rate-limit.ts'
import {addServer} from '../../src/protocol/commands/server/add-server.ts'
import {delServer} from '../../src/protocol/commands/server/del-server.ts'
import {waitRemovable} from '../../src/protocol/commands/server/wait-removable.ts'
import {clearAllCounters} from '../../src/protocol/commands/stats/clear-all-counters.ts'
import {clearCounters} from '../../src/protocol/commands/stats/clear-counters.ts'
import {type Reply, replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {isOlder, recorded} from './fixtures.ts'

const decoders: Readonly<Record<string, (reply: Reply) => unknown>> = {
  'disable frontend': disableFrontend.decode,
  'enable frontend': enableFrontend.decode,
  'shutdown frontend': shutdownFrontend.decode,
  'set maxconn frontend': setMaxconnFrontend.decode,
  'set maxconn global': setMaxconnGlobal.decode,
  'set rate-limit': setRateLimit.decode,
  'clear counters all': clearAllCounters.decode,
  'clear counters': clearCounters.decode,
  'add server': addServer.decode,
  'del server': delServer.decode,
  wait: waitRemovable.decode,
  'add backend': addBackend.decode,
  'publish backend': publishBackend.decode,
  'unpublish backend': unpublishBackend.decode,
  'del backend': delBackend.decode,
}

/** What each line meant when it was recorded: the code of a refusal, or what was done. */
const told: readonly (readonly [line: string, since: number, ...meanings: unknown[]])[] = [
  ['disable frontend lab', 2.2, undefined, undefined, 'refused'],
  ['enable frontend lab', 2.2, undefined, undefined],
  ['enable frontend nosuch', 2.2, 'proxy-unknown'],
  ['set maxconn frontend lab 7', 2.2, undefined],
  ['set maxconn frontend nosuch 7', 2.2, 'proxy-unknown'],
  ['set maxconn global 100', 2.2, undefined],
  ['set maxconn global 99999999', 2.2, 'refused'],
  ['set rate-limit sessions global 100', 2.2, undefined],
  ['set rate-limit nonsense global 1', 2.2, 'refused'],
  ['clear counters', 2.2, undefined],
  ['clear counters all', 2.2, undefined],
  ['add server be_lab/new 127.0.0.1:3 weight 5', 2.6, []],
  ['add server be_lab/new 127.0.0.1:3', 2.6, 'proxy-exists'],
  ['add server nosuch/new 127.0.0.1:3', 2.6, 'proxy-unknown'],
  ['add server be_lab/bad 127.0.0.1:3 bogus', 2.6, 'refused'],
  ['del server be_lab/one', 2.6, 'refused'],
  ['wait 50ms srv-removable be_lab/new', 3, 'done'],
  ['wait 1ms srv-removable be_lab/one', 3, 'failed'],
  ['wait 1ms srv-removable be_lab/nosuch', 3, 'failed'],
  ['del server be_lab/new', 2.6, undefined, 'proxy-unknown'],
  ['add backend be_new from base', 3.4, undefined],
  ['add backend be_new2 from nosuch', 3.4, 'defaults-unknown'],
  ['add backend be_lab from base', 3.4, 'proxy-exists'],
  ['publish backend be_new', 3.4, undefined],
  ['unpublish backend be_new', 3.4, undefined],
  ['publish backend nosuch', 3.4, 'proxy-unknown'],
  ['del backend be_lab', 3.4, 'refused'],
  ['del backend be_new', 3.4, undefined],
  ['shutdown frontend lab', 2.2, undefined, undefined],
]

const meanings = told.map(([line, since, ...wanted]) => ({line, since, wanted}))

const decoderOf = (line: string): ((reply: Reply) => unknown) => {
  const [, decode] = Object.entries(decoders).find(([name]) => line.startsWith(name)) ?? []
  if (!decode) throw new Error(`nothing decodes ${line}`)
  return decode
}

function meaningOf(line: string, answer: string): unknown {
  try {
    return decoderOf(line)(splitReplies(answer, 1)[0] ?? replyOf('', false))
  } catch (error) {
    return (error as {code?: unknown}).code
  }
}

describe.each(recorded)('an answer of HAProxy %s', (_, recording) => {
  test.each(meanings)('to `$line` is understood', ({line, since, wanted}) => {
    const answers = recording.answers.filter((each) => each.line === line)
    expect(answers.length).toBeGreaterThanOrEqual(wanted.length)
    const found = answers.slice(0, wanted.length).map(({answer}) => meaningOf(line, answer))
    expect(found).toEqual(isOlder(recording, since) ? wanted.map(() => 'unsupported') : wanted)
  })
})

test('an answer that was cut is never success', () => {
  for (const [name, decode] of Object.entries(decoders)) {
    expect(() => decode(replyOf('', false)), name).toThrow(expect.objectContaining({code: 'reply-truncated'}))
    expect(() => decode(replyOf('Server del', false)), name).toThrow(expect.objectContaining({code: 'reply-truncated'}))
    expect(() => decode(replyOf('Permission denied\n')), name).toThrow(expect.objectContaining({code: 'permission-denied', exit: 7}))
  }
  for (const name of ['add server', 'del server', 'wait', 'add backend', 'publish backend', 'unpublish backend', 'del backend'])
    expect(() => decoderOf(name)(replyOf('')), name).toThrow(/empty answer/)
})

test('what HAProxy remarks beside its success is kept', () => {
  expect(addServer.decode(replyOf('some warning\nNew server registered.\n'))).toEqual(['some warning'])
  expect(addBackend.decode(replyOf('New backend registered. (no support for dynamic servers: it is tcp)\n'))).toBe('no support for dynamic servers: it is tcp')
  for (const text of ['Done.\n', 'Wait delay expired. Server still has connections attached to it, cannot remove it.\n', 'Failed. (null)\n'])
    expect(['done', 'expired', 'failed']).toContain(waitRemovable.decode(replyOf(text)))
  expect(() => waitRemovable.decode(replyOf('Interrupted.\n'))).toThrow(/Interrupted/)
})

test('what HAProxy 3.4 tells of servers in front of its answer is not taken for it', () => {
  const news = 'Server be/web1 is UP (leaving forced drain).\nServer be/web2 is DOWN.\n'
  expect(() => delBackend.decode(replyOf(`${news}Backend deleted.\n`))).not.toThrow()
  expect(() => delBackend.decode(replyOf(`${news}Only a backend without server can be deleted.\n`))).toThrow(/refused `del backend`: Only a backend without/)
  expect(() => delBackend.decode(replyOf(news))).toThrow(/refused/)
})

test('names and numbers are written as words of a command line', () => {
  expect([
    addServer.encode('be/s', ['10.0.0.1:80', 'cookie', 'a b']),
    waitRemovable.encode('be/s', 1500),
    addBackend.encode({name: 'be', from: 'base', mode: 'tcp', guid: 'a;b'}),
    setRateLimit.encode('ssl-sessions', 5),
    setMaxconnFrontend.encode('fe', 7),
  ]).toEqual([
    String.raw`add server be/s 10.0.0.1:80 cookie a\ b`,
    'wait 1500ms srv-removable be/s',
    String.raw`add backend be from base mode tcp guid a\;b`,
    'set rate-limit ssl-sessions global 5',
    'set maxconn frontend fe 7',
  ])
})
