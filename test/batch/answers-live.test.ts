import fc from 'fast-check'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {RuntimeClient} from '../../src/index.ts'
import {type LabHaproxy, type LabOptions, lab} from '../haproxy/lab.ts'
import {answerAtEnd} from '../protocol/live.ts'
import {runs} from '../protocol/runs.ts'
import {json, unended} from '../protocol/unended.ts'
import {batchOf} from './support.ts'

const site = (version: string): LabOptions => ({
  global: Number(version) < 2.4 ? [] : ['set-var proc.odd int(5)'],
  maps: {'routes.map': '/a web\n/b web\n', 'nets.map': {content: '10.0.0.0/8 inside\n', match: 'ip'}},
  acls: {'deny.acl': 'one\n'},
  sections: [
    'backend web\n    option httpchk\n    server one 127.0.0.1:1 check inter 1h agent-check agent-port 2 agent-inter 1h\n    server two 127.0.0.1:1 check inter 1h\n    server bare 127.0.0.1:1',
    'backend sticks\n    stick-table type ip size 1k expire 1h store gpc0',
    'frontend site\n    bind unix@{folder}/site.sock\n    maxconn 500',
  ],
  env: {ODD: 'one\n\ntwo\n\n'},
})

/** Changes, most of them right, some refused, each answered with nothing or a message. */
const changes = [
  'set map {routes} /a x',
  'set map {routes} /nokey x',
  'set map {routes}',
  'set map #99 a b',
  'set map {nets} 10.0.0.0/8 outside',
  'add map {routes} /c v\\;w\\ x',
  'add map {routes} /d a<<b',
  'add map {routes} /d <<x y',
  'add map {nets} nonsense x',
  'add map {routes}',
  'add map',
  'del map {routes} /c',
  'del map {routes} /nokey',
  'add acl {acl} two',
  'del acl {acl} two',
  'del acl {acl}',
  'clear map {routes}',
  'set server web/one weight 10',
  'set server web/one weight 1000',
  'set server web/one weight',
  'set server web/one state drain',
  'set server web/one state bogus',
  'set server web/one addr 127.0.0.2 port 3',
  'set server web/one addr bogus',
  'set server web/one agent-send x',
  'set server web/none weight 1',
  'set server web/one bogus',
  'set server',
  'set weight web/one 50%',
  'set weight web/one bogus',
  'set weight',
  'disable server web/two',
  'enable server web/two',
  'enable server web/none',
  'enable server',
  'enable health web/one',
  'disable agent web/one',
  'disable frontend none',
  'enable frontend site',
  'set maxconn server web/one 5',
  'set maxconn frontend site 400',
  'set maxconn frontend site',
  'set maxconn bogus 1',
  'set rate-limit connections global 5',
  'set rate-limit connections global',
  'set rate-limit bogus',
  'set table sticks key 10.0.0.1 data.gpc0 5',
  'set table sticks key 10.0.0.1 data.bogus 5',
  'set table none key 10.0.0.1 data.gpc0 5',
  'set table sticks',
  'set table',
  'clear table sticks key 10.0.0.1',
  'clear table sticks',
  'clear table none',
  'clear table',
  'clear counters',
  'clear counters bogus',
]

const questions = [
  'get map {routes} /a',
  'get map {routes} /nokey',
  'get weight web/one',
  'get weight web/none',
  'get weight',
  'show map {routes}',
  'show map {nets}',
  'show map #99',
  'show acl {acl}',
  'show cli level',
  'show servers state web',
  'show servers state none',
  'show table sticks',
  'show table none',
  'show env ODD',
  'show env NONE',
  'del server web/one',
  'bogus',
  'echo hello',
]

/** As on a connection that it has for itself. */
const anyCommand = fc.oneof({weight: 4, arbitrary: fc.constantFrom(...changes, ...unended)}, {weight: 1, arbitrary: fc.constantFrom(...questions)})
const anyLine = fc.oneof(
  {weight: 3, arbitrary: anyCommand.map((command) => [command])},
  {weight: 2, arbitrary: fc.array(anyCommand, {minLength: 2, maxLength: 5})},
)

/** What differs from moment to moment and from process to process. */
const steady = (haproxy: LabHaproxy, answer: string): string =>
  answer
    .replaceAll(haproxy.folder, 'FOLDER')
    .replaceAll(/0x[0-9a-f]+/g, 'POINTER')
    .replaceAll(/\d+/g, 'N')

const filled = (haproxy: LabHaproxy, text: string): string =>
  text.replaceAll('{routes}', haproxy.file('routes.map')).replaceAll('{nets}', haproxy.file('nets.map')).replaceAll('{acl}', haproxy.file('deny.acl'))

describe.each([...lab.versions])('answers of HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  let twin: LabHaproxy
  let client: RuntimeClient
  beforeAll(async () => {
    ;[haproxy, twin] = await Promise.all([lab.start(version, site(version)), lab.start(version, site(version))])
    client = await RuntimeClient.connect(haproxy.socket)
  })
  afterAll(async () => {
    await haproxy[Symbol.asyncDispose]()
    await twin[Symbol.asyncDispose]()
  })

  /** Each command of the batch as on a connection of its own, sent to a twin in the same order. */
  async function expectSame(lines: readonly (readonly string[])[], keepGoing: boolean): Promise<void> {
    const {records, error} = await batchOf(client, lines.map((line) => `${filled(haproxy, line.join(';'))}\n`).join(''), {keepGoing})
    expect(error).toBeUndefined()
    const told = records.map(({line, command, text}) => ({line, command: steady(haproxy, command), text: steady(haproxy, text ?? 'null')}))
    const expected: typeof told = []
    for (const [index, line] of lines.entries()) {
      if (expected.length >= told.length && !keepGoing) break
      for (const command of line) {
        const bare = await answerAtEnd(twin, `${filled(twin, command)}\n`)
        expected.push({line: index + 1, command: steady(twin, filled(twin, command)), text: steady(twin, bare.replace(/(^|\n)\n$/, '$1'))})
      }
    }
    expect(told.map(({line, text}) => ({line, text}))).toEqual(expected.map(({line, text}) => ({line, text})))
  }

  test('a command that is sent ahead of answers, and what comes behind it, have the answers that they have by themselves', async () => {
    for (const command of changes) await expectSame([[command], ['set map {routes} /nokey x'], ['get map {routes} /b'], ['set map {routes} /b y']], true)
  })

  test('a message without its blank line, and what comes behind it on its line, too', async () => {
    for (const command of unended) await expectSame([[command], [command, 'set map {routes} /nokey x', 'set map {routes} /b y', command, command]], true)
    for (const command of json) await expectSame([[command], ['set map {routes} /b y', command]], true)
  })

  test('whatever stands in a batch, each command has the answer that it has on a connection of its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, {minLength: 1, maxLength: 14}), (lines) => expectSame(lines, true)),
      runs(25),
    )
  })

  test('and so does each up to the first that is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, {minLength: 1, maxLength: 6}), (lines) => expectSame(lines, false)),
      runs(10),
    )
  })
})
