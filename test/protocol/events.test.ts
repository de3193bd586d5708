import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {showEvents} from '../../src/protocol/commands/events/show-events.ts'
import {showSinks} from '../../src/protocol/commands/events/show-sinks.ts'
import {debugCounters} from '../../src/protocol/commands/process/debug-counters.ts'
import {showCliSockets} from '../../src/protocol/commands/process/show-cli-sockets.ts'
import {setTrace, stopTraces} from '../../src/protocol/commands/trace/set-trace.ts'
import {showTrace} from '../../src/protocol/commands/trace/show-trace.ts'
import {showTraceSource} from '../../src/protocol/commands/trace/show-trace-source.ts'
import {traceChoices} from '../../src/protocol/commands/trace/trace-choices.ts'
import {getVar} from '../../src/protocol/commands/variables/get-var.ts'
import {setVar} from '../../src/protocol/commands/variables/set-var.ts'
import {eventOf} from '../../src/protocol/event.ts'
import {type EventEnd, EventReader} from '../../src/protocol/event-reader.ts'
import {replyOf, splitReplies} from '../../src/protocol/reply.ts'
import {answerTo, isOlder, recorded} from './fixtures.ts'

describe.each(recorded)('an answer of HAProxy %s', (_, recording) => {
  const reply = (line: string) => splitReplies(answerTo(recording, line), 1)[0] ?? replyOf('', false)

  test('lists sinks', () => {
    const sinks = showSinks.decode(reply('show events'))
    expect(sinks).toHaveLength(answerTo(recording, 'show events').split('type=').length - 1)
    expect(sinks).toContainEqual({name: 'buf0', type: 'buffer', dropped: 0, description: 'in-memory ring buffer'})
    expect(sinks).toContainEqual({name: 'stderr', type: 'fd', dropped: 0, description: 'standard output (fd#2)'})
    expect(() => showSinks.decode(replyOf('Something else\n'))).toThrow('refused')
  })

  test('holds events of a trace, each with its time and source; a refusal is none', () => {
    const events = showEvents.decode(reply('show events buf0'))
    expect(events).toHaveLength(answerTo(recording, 'show events buf0').split('\n').filter(Boolean).length)
    expect(events.length).toBeGreaterThan(5)
    for (const event of events)
      expect(event).toMatchObject({time: expect.stringMatching(/^20\d\d-.*\+00:00$/), level: null, source: 'h1', text: expect.stringMatching(/^\[/)})
    for (const line of ['show events nosuch', 'show events stderr']) expect(() => showEvents.decode(reply(line)), line).toThrow()
  })

  test('tells what is traced, and how', () => {
    const sources = showTrace.decode(reply('show trace'))
    expect(sources).toHaveLength(
      answerTo(recording, 'show trace')
        .split('\n')
        .filter((line) => line.startsWith(' [')).length,
    )
    expect(sources.filter(({state}) => state !== 'stopped')).toEqual([
      {name: 'h1', state: 'running', sink: 'buf0', dropped: 0, description: 'HTTP/1 multiplexer'},
    ])
    expect(sources.find(({name}) => name === 'h2')).toMatchObject({state: 'stopped', sink: null})
    const events = showTraceSource.decode(reply('show trace h1'))
    expect(events).toContainEqual({event: 'h1c_new', report: true, start: false, stop: false, pause: false})
    expect(traceChoices.decode(reply('trace h1 level'))).toMatchObject({current: 'developer', names: expect.arrayContaining(['user', 'developer'])})
    expect(traceChoices.decode(reply('trace h1 verbosity'))).toMatchObject({current: 'clean', names: expect.arrayContaining(['quiet', 'clean'])})
  })

  test('to a change of a trace is empty, or refuses it', () => {
    expect(setTrace.decode(reply('trace h1 start now'))).toBeUndefined()
    expect(stopTraces.decode(reply('trace 0'))).toBeUndefined()
    for (const line of ['trace h1 sink nosuch', 'trace nosuch start now']) expect(() => setTrace.decode(reply(line)), line).toThrow()
  })

  test('lists sockets of the Runtime API', () => {
    expect(showCliSockets.decode(reply('show cli sockets'))).toEqual([
      {address: 'unix@{}/admin.sock', level: 'admin', processes: 'all'},
      {address: 'unix@{}/user.sock', level: 'user', processes: 'all'},
    ])
  })

  test.runIf(!isOlder(recording, 2.6))('has variables', () => {
    expect(getVar.decode(reply('get var proc.lab'), 'proc.lab')).toEqual({name: 'proc.lab', type: 'str', value: 'a b'})
    expect(() => getVar.decode(reply('get var proc.nosuch'), 'proc.nosuch')).toThrow('no variable "proc.nosuch"')
    expect(setVar.decode(reply('experimental-mode on;set var proc.lab expr str(a\\ b)'))).toBeUndefined()
    expect(() => setVar.decode(reply('experimental-mode on;set var proc.lab expr nosuch()'))).toThrow("refused `set var`: unknown fetch method 'nosuch'")
  })

  test.runIf(!isOlder(recording, 3))('counts places in the source', () => {
    // 3.4 counts the request that it could not read
    const counted = debugCounters.decode(reply('debug counters show'))
    expect(counted.map(({count, type, comment}) => ({count, type, comment}))).toEqual(
      isOlder(recording, 3.4) ? [] : [{count: 1, type: 'GLT', comment: 'parsing error'}],
    )
    const counters = debugCounters.decode(reply('debug counters show cnt all'))
    expect(counters).toContainEqual(
      expect.objectContaining({
        count: 0,
        type: 'CNT',
        location: expect.stringMatching(/^ev_epoll\.c:\d+$/),
        function: '_do_poll',
        condition: '1',
        comment: 'epoll report of event on a just closed fd (harmless)',
      }),
    )
    const glitches = () => debugCounters.decode(reply('debug counters show glt all'))
    if (isOlder(recording, 3.2)) expect(glitches).toThrow('Expects an optional action')
    else expect(glitches()).toContainEqual(expect.objectContaining({type: 'GLT', condition: null, comment: 'too many CONTINUATION frames', stopped: false}))
  })
})

test.each([
  ['<134>Nov 21 20:02:01 localhost haproxy[7]: GET /', {time: null, level: 'info', source: null, text: 'Nov 21 20:02:01 localhost haproxy[7]: GET /'}],
  ['<131>1 2026-11-21T20:02:01.5+01:00 host haproxy 7 - - x', {time: '2026-11-21T20:02:01.5+01:00', level: 'err', source: null, text: 'host haproxy 7 - - x'}],
  [
    '<0>2026-11-21T20:02:06.009331+00:00 [00|h1|4|/m.c:6] in',
    {time: '2026-11-21T20:02:06.009331+00:00', level: null, source: 'h1', text: '[00|h1|4|/m.c:6] in'},
  ],
  ['2026-11-21T20:02:06.0Z x', {time: '2026-11-21T20:02:06.0Z', level: null, source: null, text: 'x'}],
  ['caf\u00c3\u00a9 <1>', {time: null, level: null, source: null, text: 'café <1>'}],
])('the event %j', (wire, event) => {
  expect(eventOf(wire)).toEqual(event)
})

test('a line without priority goes on with the event before, where a line feed ends events', () => {
  const bytes = Buffer.from('<0>2026-11-21T20:02:06.0+00:00 [00|h1|4|m.c:6] in\n  0000  47 45\n<5>2026-11-21T20:02:07.0+00:00 x\n\n')
  const [first, second, third] = new EventReader('\n').push(bytes)
  expect(second).toEqual({...first, text: '  0000  47 45'})
  expect(third).toMatchObject({level: 'notice', source: null, text: 'x'})
  expect(new EventReader('\n').push(Buffer.from('raw\ntoo\n'))).toMatchObject([{time: null}, {time: null, text: 'too'}])
})

test('a counter whose comment goes on in the next line is one', () => {
  const text = 'Count     Type Location function(): "condition" [comment]\n3          BUG m.c:7 parse(): "1" [Triggered\n] (stopped)\n'
  expect(debugCounters.decode(replyOf(text))).toEqual([
    {count: 3, type: 'BUG', location: 'm.c:7', function: 'parse', condition: '1', comment: 'Triggered\n', stopped: true},
  ])
})

const texts = fc.array(fc.string({minLength: 1}).filter((text) => !/[\n\0]/.test(text)))
test.each(['\n', '\0'] satisfies EventEnd[])('events that end with %j are the same in whatever pieces they come', (end) => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat(40)), (all, cuts) => {
      const bytes = Buffer.from(`${all.map((text) => `<5>${text}${end}`).join('')}\n`)
      const reader = new EventReader(end)
      const seen = []
      let at = 0
      for (const cut of [...cuts, bytes.length]) {
        seen.push(...reader.push(bytes.subarray(at, at + cut)))
        at += cut
      }
      expect(seen.map(({text}) => text)).toEqual(all.map((text) => eventOf(Buffer.from(`<5>${text}`).toString('latin1')).text))
      expect(reader.whole).toBe(true)
      expect(new EventReader(end).whole).toBe(false)
    }),
  )
})
