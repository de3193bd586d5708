import {describe, expect, test} from 'vitest'
import {showFd} from '../../src/protocol/commands/process/show-fd.ts'
import {showTasks} from '../../src/protocol/commands/process/show-tasks.ts'
import {showThreads} from '../../src/protocol/commands/process/show-threads.ts'
import {fieldsOf} from '../../src/protocol/fields.ts'
import {replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {answerTo, isOlder, recorded} from './fixtures.ts'

describe.each(recorded)('an answer of HAProxy %s', (_, recording) => {
  const reply = (line: string) => splitReplies(answerTo(recording, line), 1)[0] ?? replyOf('', false)

  test('tells each thread, the one that answers, and what it runs', () => {
    const threads = showThreads.decode(reply('show threads'))
    expect(threads).toHaveLength(answerTo(recording, 'show threads').match(/Thread \d/g)?.length ?? 0)
    expect(threads.filter(({answers}) => answers)).toEqual([expect.objectContaining({function: expect.stringMatching(/applet/), stuck: false})])
    for (const {fields} of threads)
      expect(fields).toMatchObject({
        act: expect.stringMatching(/^[01]$/),
        stuck: '0',
        poll: expect.stringMatching(/^\d+$/),
        now: expect.stringMatching(/^\d+$/),
      })
    const all = threads.flatMap(({details}) => details).join('\n')
    for (const [, line = ''] of answerTo(recording, 'show threads').matchAll(/^ +(curr_task=.*)$/gm)) expect(all).toContain(line)
  })

  test('tells each file descriptor with all its fields', () => {
    const descriptors = showFd.decode(reply('show fd'))
    const lines = answerTo(recording, 'show fd').split('\n').filter(Boolean)
    expect(descriptors.map(({fd}) => fd)).toEqual(lines.map((line) => Number(line.split(':')[0])))
    expect(descriptors.some(({suspicious}) => suspicious)).toBe(false)
    const listener = descriptors.find(({fields}) => fields['fe'] === 'lab')
    expect(listener?.fields).toMatchObject({fam: 'unix', 'l.st': 'RDY', st: expect.stringMatching(/^0x/), iocb: expect.stringContaining('accept')})
    for (const [at, {fields}] of descriptors.entries()) for (const [name, value] of Object.entries(fields)) expect(lines[at]).toContain(`${name}=${value}`)
    expect(showFd.decode(replyOf(`${lines[0]} !\n`))[0]?.suspicious).toBe(true)
  })

  test.runIf(!isOlder(recording, 2.4))('tells which functions wait', () => {
    const text = reply('show tasks').text
    const [heading = ''] = text.split('\n').slice(1)
    const names = heading.trim().split(/ +/).slice(1)
    const line = `  process_stream+0  12  60.0  1.5ms  125.0us${names.length > 4 ? '  24  2  75.0' : ''}\n  [lua]  8  40.0    -     -\n`
    const tasks = showTasks.decode(replyOf(`${text.split('\n').slice(0, 2).join('\n')}\n${line}`))
    expect(tasks.map(({function: name}) => name)).toEqual(['process_stream+0', '[lua]'])
    expect(tasks[0]?.counts).toMatchObject({places: 12, '%': 60, lat_tot: 1.5, lat_avg: 0.125})
    expect(Object.keys(tasks[1]?.counts ?? {})).toEqual(names)
    expect(tasks[1]?.counts).toMatchObject({places: 8, lat_tot: null})
    expect(() => showTasks.decode(replyOf(text.replace('function', 'nothing')))).toThrow(/refused/)
  })

  test('that is cut, refused or unknown is an error', () => {
    for (const [line, {decode}] of Object.entries({'show threads': showThreads, 'show fd': showFd, 'show tasks': showTasks})) {
      expect(() => decode(replyOf(answerTo(recording, line).trimEnd(), false)), line).toThrow(expect.objectContaining({code: 'reply-truncated'}))
      expect(() => decode(replyOf('Permission denied\n')), line).toThrow(expect.objectContaining({code: 'permission-denied', exit: 7}))
      expect(() => decode(reply('nonsense')), line).toThrow(expect.objectContaining({code: 'unsupported', exit: 1}))
    }
  })
})

test('a thread that does not come back is told', () => {
  const [one, two] = showThreads.decode(
    replyOf(' >Thread 1 : id=0x1 act=1\n             fct=0x55(process_stream+0) ctx=0x7f\n  Thread 2 : id=0x2 act=0\n      1/2    stuck=1 prof=0\n'),
  )
  expect(one).toMatchObject({thread: 1, stuck: true, answers: false, function: 'process_stream+0'})
  expect(two).toMatchObject({thread: 2, stuck: true, function: undefined})
})

test('a field is a name with a value, which may hold others in brackets', () => {
  expect(fieldsOf('st=0x21(R:rA W:Ra) rq[f=84h,i=0,ax=] be=<NONE> wex= .exp=58s, last (none) x')).toEqual({
    st: '0x21(R:rA W:Ra)',
    rq: '[f=84h,i=0,ax=]',
    be: '<NONE>',
    wex: '',
    '.exp': '58s',
  })
})
