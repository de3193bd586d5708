import {describe, expect, test} from 'vitest'
import {StatReader, showStat} from '../../src/protocol/commands/stats/show-stat.ts'
import {parseTyped} from '../../src/protocol/typed.ts'
import {lab} from '../haproxy/lab.ts'
import {answerTo, recorded} from './fixtures.ts'

type Named = Record<string, string | number>

/** Lines by field names. */
function read(answer: string, size = answer.length): {lines: Named[]; complete: boolean; said: string} {
  const reader = new StatReader()
  const bytes = Buffer.from(answer, 'latin1')
  const lines: Named[] = []
  for (let from = 0; from < bytes.length; from += size)
    for (const cells of reader.push(bytes.subarray(from, from + size)))
      lines.push(Object.fromEntries(Object.entries(cells).map(([at, value]) => [reader.names[Number(at)] ?? '', value])))
  const {complete, text} = reader.end()
  return {lines, complete, said: text}
}

/** What the typed form says: its types are HAProxy's own. */
function typed(answer: string): Named[] {
  const lines = new Map<string, Named>()
  for (const {path, type, value} of parseTyped(answer)) {
    const [letter, iid, sid, , name = ''] = path
    const line = lines.get(`${letter}.${iid}.${sid}`) ?? {}
    if (value !== '') line[name] = type === 'str' ? value : Number(value)
    lines.set(`${letter}.${iid}.${sid}`, line)
  }
  return [...lines.values()]
}

describe.each(recorded)('show stat of HAProxy %s', (_, recording) => {
  test('means the same in one piece and byte by byte', () => {
    const answer = answerTo(recording, 'show stat')
    expect(read(answer)).toMatchObject({complete: true, said: ''})
    expect(read(answer, 1)).toEqual(read(answer))
    expect(read(answer).lines.map(({pxname, svname}) => `${String(pxname)}/${String(svname)}`)).toEqual([
      'lab/FRONTEND',
      'be_lab/one',
      'be_lab/two',
      'be_lab/BACKEND',
    ])
    expect(read(answer).lines[1]).toMatchObject({cookie: 'a,b', scur: 0, type: 2})
  })

  test('can be narrowed to servers', () => {
    expect(showStat.encode(['server'])).toBe('show stat -1 4 -1')
    expect(read(answerTo(recording, 'show stat -1 4 -1')).lines.map(({svname}) => svname)).toEqual(['one', 'two'])
  })

  test('that breaks off, or that is something else, is told from the whole', () => {
    const answer = answerTo(recording, 'show stat')
    for (const cut of [answer.slice(0, -1), answer.slice(0, -40), answer.slice(0, 20), '']) expect(read(cut).complete).toBe(false)
    expect(read('Permission denied\n\n')).toEqual({lines: [], complete: true, said: 'Permission denied\n'})
  })
})

/** Names that are numbers, a text with comma and quotes, an agent, a tracked server, listeners. */
const odd = [
  'frontend 123\n    bind unix@{folder}/odd.sock name 7\n    option socket-stats\n    default_backend 456',
  'backend 456\n    cookie S insert\n    option httpchk\n    http-check expect string "a,b"\n    server 1 127.0.0.1:1 cookie "x,\\"y\\"" weight 3 check inter 100 fall 1 agent-check agent-port 1 slowstart 60s\n    server 2 127.0.0.1:1 track 456/1',
]
/** These move between two questions. */
const moving = new Set(
  'lastchg downtime check_status check_code check_duration last_chk last_agt check_desc agent_status agent_desc agent_duration agent_code agent_health check_health chkfail chkdown status weight uweight act bck lastsess h1_open_connections throttle'.split(
    ' ',
  ),
)

test.each(lab.versions)('CSV and the typed form of HAProxy %s agree, in names, values and types', async (version) => {
  await using haproxy = await lab.start(version, {sections: odd})
  const ask = async (line: string): Promise<string> => (await haproxy.exchange(line)).toString('latin1')
  const still = (lines: readonly Named[]): Named[] => lines.map((line) => Object.fromEntries(Object.entries(line).filter(([name]) => !moving.has(name))))
  const types = (lines: readonly Named[]): Record<string, string> =>
    Object.fromEntries(lines.flatMap((line) => Object.entries(line).map(([name, value]) => [name, typeof value] as const)))
  const [csv, asTyped] = [read(await ask('show stat')).lines, typed(await ask('show stat typed'))]
  expect(still(csv)).toEqual(still(asTyped))
  expect(csv.map(({pxname, svname}) => [pxname, svname])).toContainEqual(['456', '1'])
  expect(types(csv)).toMatchObject(Object.fromEntries(Object.entries(types(asTyped)).filter(([name]) => name in types(csv))))
  expect(Object.keys(csv[0] ?? {}).length).toBeGreaterThan(30)
})
