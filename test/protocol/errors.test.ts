import {describe, expect, test} from 'vitest'
import {setProfiling} from '../../src/protocol/commands/process/set-profiling.ts'
import {showErrors} from '../../src/protocol/commands/process/show-errors.ts'
import {showProfiling, showProfilingTasks} from '../../src/protocol/commands/process/show-profiling.ts'
import {replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {answerTo, isOlder, recorded} from './fixtures.ts'

describe.each(recorded)('an answer of HAProxy %s', (_, recording) => {
  const reply = (line: string) => splitReplies(answerTo(recording, line), 1)[0] ?? replyOf('', false)

  test('tells the message that could not be read, byte for byte', () => {
    const [error, ...others] = showErrors.decode(reply('show errors'))
    expect(others).toEqual([])
    expect(error).toMatchObject({side: 'request', frontend: 'lab', backend: null, server: null, event: 0, length: 35, position: 19})
    // what record-fixtures.mjs has sent
    expect(error?.message.toString('latin1')).toBe('GET / HTTP/1.1\r\nbad header: \x01\\\xff\r\n\r\n')
    expect(error?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/)
    expect(error?.details).toMatchObject({'H1 msg state': 'MSG_HDR_NAME(17)', 'H1 chunk len': '0', free: expect.stringMatching(/^\d+$/)})
    expect(() => showErrors.decode(reply('show errors nosuch'))).toThrow(/refused/)
    expect(() => showErrors.decode(replyOf(reply('show errors').text.replace(/, event #0/, '')))).toThrow(/refused/)
  })

  test('tells what is measured, and which functions took the time', () => {
    const older = isOlder(recording, 2.4)
    expect(showProfiling.decode(reply('show profiling status'))).toEqual({tasks: 'on', memory: older ? undefined : 'off'})
    if (older) {
      expect(() => showProfilingTasks.decode(reply('show profiling tasks'))).toThrow(/refused/)
      return
    }
    const functions = showProfilingTasks.decode(reply('show profiling tasks'))
    const lines = answerTo(recording, 'show profiling tasks').split('\n').slice(2).filter(Boolean)
    expect(functions).toHaveLength(lines.length)
    for (const [at, {function: name, caller, counts}] of functions.entries()) {
      expect(lines[at]).toMatch(new RegExp(`^  ${name.replaceAll('+', '\\+')} +${counts['calls']} `))
      if (caller !== undefined) expect(lines[at]).toContain(` <- ${caller}`)
      expect(counts['cpu_avg']).toBeLessThanOrEqual((counts['cpu_tot'] ?? 0) * 1.01)
    }
    expect(() => setProfiling.decode(reply('set profiling tasks on'), 'tasks')).not.toThrow()
    expect(() => setProfiling.decode(reply('set profiling tasks nonsense'), 'tasks')).toThrow(/refused/)
  })

  test('that is cut, refused or unknown is an error', () => {
    for (const [line, {decode}] of Object.entries({'show errors': showErrors, 'show profiling status': showProfiling})) {
      expect(() => decode(replyOf(answerTo(recording, line).trimEnd(), false)), line).toThrow(expect.objectContaining({code: 'reply-truncated'}))
      expect(() => decode(replyOf('Permission denied\n')), line).toThrow(expect.objectContaining({code: 'permission-denied', exit: 7}))
      expect(() => decode(reply('nonsense')), line).toThrow(expect.objectContaining({code: 'unsupported', exit: 1}))
    }
  })
})

test('an answer of a server that could not be read has a backend and a server', () => {
  const text = `Total events captured on [21/Nov/2026:20:02:36.336] : 2
${' '}
[01/Feb/2026:00:02:36.035] backend be_app (#3): invalid response
  frontend lab (#2), server web1 (#1), event #1, src unix:1
  buffer starts at 0 (including 0 out), 16354 free,
  len 6, wraps at 16336, error at position 2
  H1 chunk len 0 bytes, H1 body len 0 bytes :
${'  '}
  00000  a\\tb\\n
  00004+ \\e\\\\
`
  expect(showErrors.decode(replyOf(text))).toMatchObject([
    {time: '2026-02-01T00:02:36.035', side: 'response', frontend: 'lab', backend: 'be_app', server: 'web1', event: 1, message: Buffer.from('a\tb\n\u001B\\')},
  ])
})
