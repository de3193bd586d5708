import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {type Dialect, dialectOf} from '../../src/protocol/dialect.ts'
import {parseVersion} from '../../src/protocol/version.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {answerAtEnd} from './live.ts'

/** What the dialect says of a version is what that HAProxy does. */
describe.each(lab.versions)('HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  let dialect: Dialect
  let map: string
  const ask = async (line: string, socket = haproxy.socket) => String(await haproxy.exchange(line, {socket, deadline: 3000}))
  const versioned = version !== '2.2'

  beforeAll(async () => {
    haproxy = await lab.start(version, {maps: {'big.map': 'a 1\nb 2\na 3\n'}, sections: ['backend pool\n    server one 127.0.0.1:1']})
    map = haproxy.file('big.map')
    const parsed = parseVersion(haproxy.full)
    if (!parsed) throw new Error(haproxy.full)
    dialect = dialectOf(parsed)
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  async function prepared(...entries: string[]): Promise<number> {
    const made = Number(/^New version created: (\d+)\n\n$/.exec(await ask(`prepare map ${map}`))?.[1])
    if (entries.length > 0) await ask(`add map @${made} ${map} <<\n${entries.join('\n')}\n\n`)
    return made
  }

  test('prepares versions of maps, or does not know the command', async () => {
    expect(/^New version created: \d+\n\n$/.test(await ask(`prepare map ${map}`))).toBe(dialect.mapVersions)
  })

  test('ends a payload at a word of so many characters, and of no more', async () => {
    const load = async (length: number) => {
      const word = 'W'.repeat(length)
      return answerAtEnd(haproxy, `add map ${map} <<${word}\nw${length} loaded\n${word}\n`)
    }
    if (dialect.terminatorLength > 0) expect(await load(dialect.terminatorLength)).toBe('\n')
    expect(await load(dialect.terminatorLength + 1)).not.toBe('\n')
    expect(await haproxy.lookup('big.map', `w${dialect.terminatorLength + 1}`)).toBeUndefined()
  })

  test('opens a session with the command given, and answers several commands in it', async () => {
    const end = dialect.sessionCommand === 'prompt i' ? '\n' : '\n> '
    expect(await answerAtEnd(haproxy, `${dialect.sessionCommand}\nshow cli level\nshow cli level\nquit\n`)).toBe(`${end}admin\n${end}admin\n${end}`)
  })

  test('lets a user look at maps, or admins alone', async () => {
    expect(await ask('show map', haproxy.sockets.user)).toMatch(dialect.mapLevel === 'user' ? /^# id/ : /^Permission denied/)
  })

  test('deletes all duplicates of a key, or one', async () => {
    await ask(`add map ${map} thrice 1;add map ${map} thrice 2;add map ${map} thrice 3`)
    await ask(`del map ${map} thrice`)
    expect(await haproxy.lookup('big.map', 'thrice')).toBe(dialect.deletesOneDuplicate ? '2' : undefined)
  })

  test.runIf(versioned)('clears a prepared version, or does nothing', async () => {
    const made = await prepared('x 1', 'y 2')
    expect(await ask(`clear map @${made} ${map}`)).toBe('\n')
    expect((await haproxy.dump('big.map', made)).length).toBe(dialect.clearVersion.works ? 0 : 2)
  })

  test.runIf(versioned)('lets set reach a prepared version, or not', async () => {
    const made = await prepared('b prepared')
    await ask(`set map ${map} b changed`)
    expect(await haproxy.dump('big.map', made)).toEqual([['b', dialect.changesReachVersions ? 'changed' : 'prepared']])
  })

  test.runIf(Number(version) >= 2.6)('ends each message with a blank line, or not', async () => {
    expect((await ask('del server pool/one')).endsWith('.\n\n')).toBe(!dialect.missingBlankLine)
  })
})
