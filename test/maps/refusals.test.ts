import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import type {SyncOptions} from '../../src/index.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {loaded} from './loader.ts'
import {Relay} from './relay.ts'
import {bytes, failureOf, leavingAlone, numbered, sync} from './support.ts'

/** Commands that change nothing. */
const question = /^(?:show|get|set timeout cli|set severity-output|prompt)\b/

const bufferSize = 16_384

/** What of a line goes over the wire beside the payload, and what stays free in the buffer. */
const overhead = (haproxy: LabHaproxy, map: string): number =>
  `add map @4294967295 ${haproxy.file(map)} <<${haproxy.version < '3' ? '' : '~123456'}\n${haproxy.version < '3' ? '' : '~123456'}\n`.length + 32

interface Refused {
  map: string
  content: string
  code: string
  /** Line of the file, and what is wrong with it. */
  message: RegExp
}

const refused: Record<string, Refused> = {
  'a NUL in a key': {map: 'str.map', content: 'a 1\n# fine\0\nb\0c 2\n', code: 'source-binary', message: /^new\.map:3: .*NUL/},
  'a NUL in a value': {map: 'str.map', content: 'a 1\nb 2 \0', code: 'source-binary', message: /^new\.map:2: .*NUL/},
  'a NUL behind the first block of the file': {
    map: 'str.map',
    content: `${numbered(50_000, (n) => `key${n} value`)}b \0\n`,
    code: 'source-binary',
    message: /^new\.map:50001: .*NUL/,
  },
  'a binary file': {map: 'str.map', content: '\x7fELF\x02\x01\x01\0\0\0\n', code: 'source-binary', message: /^new\.map:1: .*NUL/},
  'a value as large as the buffer': {
    map: 'str.map',
    content: `a 1\nb ${'x'.repeat(bufferSize)}\nc 3\n`,
    code: 'entry-too-long',
    message: /^new\.map:2: .*16387 bytes/,
  },
  'a key as large as the buffer': {map: 'str.map', content: `a 1\n${'k'.repeat(bufferSize)} 2\n`, code: 'entry-too-long', message: /^new\.map:2: /},
  'a host name in an ip map': {
    map: 'ip.map',
    content: '# networks\n10.0.0.0/8 a\n\nlocalhost b\n',
    code: 'key-invalid',
    message: /^new\.map:4: the key "localhost" is not an address/,
  },
  'a mask too long in an ip map': {map: 'ip.map', content: '10.0.0.0/33 a\n', code: 'key-invalid', message: /^new\.map:1: the key "10\.0\.0\.0\/33"/},
  'a word in an int map': {map: 'int.map', content: '1 a\n2 b\r\n3:4 c\nfive d\n', code: 'key-invalid', message: /^new\.map:4: the key "five" is not a number/},
  'a range backwards in an int map': {map: 'int.map', content: '10:1 a\n', code: 'key-invalid', message: /^new\.map:1: the key "10:1"/},
  'a key that one of two uses of a map refuses': {
    map: 'both.map',
    content: '10.0.0.1 a\nword b\n',
    code: 'key-invalid',
    message: /^new\.map:2: the key "word"/,
  },
}

/** Lines are read up to tune.bufsize there, and what is left is a line of its own. */
const cutByTheLoader: Record<string, string> = {
  'a comment larger than the buffer': `a 1\n#${'x'.repeat(bufferSize)} tail\nc 3\n`,
  'a line of blanks larger than the buffer': `a 1\nb${' '.repeat(bufferSize)}2\nc 3\n`,
}

const ways: Record<string, SyncOptions> = {auto: {}, replace: {strategy: 'replace'}, 'a dry run': {dryRun: true}, 'a session': {session: 'prompt'}}

describe.each(lab.since('2.4'))('before anything is sent to HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version, {
      maps: {
        'str.map': 'old entry\n',
        'ip.map': {match: 'ip', content: '1.2.3.4 old\n'},
        'int.map': {match: 'int', content: '7 old\n'},
        'both.map': '1.2.3.4 old\n',
      },
      frontendLines: ['http-request set-var(txn.other) src,map_ip({folder}/both.map)'],
    })
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  describe.each(Object.entries(ways))('with %s', (_, options) => {
    test.each(Object.entries(refused))('%s is refused, with file and line', async (_, {map, content, code, message}) => {
      await using relay = await Relay.before(haproxy)
      const failure = await leavingAlone(haproxy, map, () => failureOf(sync({haproxy, map, content: bytes(content), through: relay}, options)))
      expect({code: failure.code, exit: failure.exit, message: failure.message}).toEqual({code, exit: 2, message: expect.stringMatching(message)})
      const lines = relay.commands.flatMap(({line}) => line.split(';'))
      expect(lines.filter((line) => !question.test(line))).toEqual([])
    })
  })

  test('the longest line that fits goes through, one byte more does not', async () => {
    const room = bufferSize - overhead(haproxy, 'str.map')
    const entryOf = (size: number) => `b ${'x'.repeat(size - 3)}\n`
    await sync({haproxy, map: 'str.map', content: `a 1\n${entryOf(room)}`})
    expect(await haproxy.dump('str.map')).toEqual(loaded(`a 1\n${entryOf(room)}`))
    const failure = await failureOf(sync({haproxy, map: 'str.map', content: entryOf(room + 1)}))
    expect(failure.code).toBe('entry-too-long')
  })

  test.each(Object.entries(cutByTheLoader))('%s is refused, or read as the file loader reads it', async (_, content) => {
    await using other = await lab.start(version, {maps: {'str.map': content}})
    const asLoaded = await other.dump('str.map')
    expect(asLoaded).not.toEqual(loaded(content))
    const outcome = await sync({haproxy, map: 'str.map', content}, {strategy: 'replace'}).then(
      () => haproxy.dump('str.map'),
      ({code}: {code: string}) => code,
    )
    expect([asLoaded, 'entry-too-long']).toContainEqual(outcome)
  })
})
