import {EventEmitter} from 'node:events'
import {describe, expect, test} from 'vitest'
import {Interrupted, interruption} from '../../src/terminal/signals.ts'

describe('a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s aborts with the status %i that a shell reports', (name, exit) => {
    const source = new EventEmitter()
    using stop = interruption(source, () => expect.unreachable())
    expect(stop.signal.aborted).toBe(false)
    source.emit(name)
    expect(stop.signal.reason).toBeInstanceOf(Interrupted)
    expect(stop.signal.reason).toMatchObject({signalName: name, exit})
  })

  test('that comes again is impatience, and the first one stays the reason', () => {
    const source = new EventEmitter()
    let impatient = 0
    using stop = interruption(source, () => impatient++)
    source.emit('SIGTERM')
    expect(impatient).toBe(0)
    source.emit('SIGINT')
    expect(impatient).toBe(1)
    expect(stop.signal.reason).toMatchObject({signalName: 'SIGTERM'})
  })

  test('that a closed terminal sends again is no impatience', () => {
    const source = new EventEmitter()
    using stop = interruption(source, () => expect.unreachable())
    for (const name of ['SIGTERM', 'SIGHUP', 'SIGHUP']) source.emit(name)
    expect(stop.signal.reason).toMatchObject({signalName: 'SIGTERM'})
  })

  test('is not listened to afterwards', () => {
    const source = new EventEmitter()
    interruption(source, () => undefined)[Symbol.dispose]()
    expect(source.eventNames()).toEqual([])
  })
})
