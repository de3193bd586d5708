import {setImmediate} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {Output} from '../../src/terminal/output.ts'
import {FakeSink} from './fake-streams.ts'

const outputOf = (sink: FakeSink, env: Readonly<Record<string, string>> = {}, before: () => void = () => undefined): Output =>
  new Output(sink, {env, refused: false}, before)

describe('writing', () => {
  test('waits until a slow reader has taken what was written', async () => {
    const sink = new FakeSink()
    sink.slow = true
    let asked = 0
    async function* chunks(): AsyncGenerator<string> {
      for (; asked < 3; asked++) yield await Promise.resolve(`${asked}`)
    }
    const done = outputOf(sink).writeAll(chunks())
    await setImmediate()
    expect(asked).toBe(0)
    sink.release()
    await setImmediate()
    expect(asked).toBe(1)
    sink.slow = false
    sink.release()
    await done
    expect(sink.text).toBe('012')
  })

  test('what has to go first goes first, each time', async () => {
    const sink = new FakeSink()
    const output = outputOf(sink, {}, () => (sink.text += '|'))
    await output.write('a')
    await output.write(Uint8Array.of(0x62))
    expect(sink.text).toBe('|a|b')
  })

  test('is known to have begun', async () => {
    const output = outputOf(new FakeSink())
    expect(output.begun).toBe(false)
    await output.write('x')
    expect(output.begun).toBe(true)
  })
})

test.each([
  [{columns: 120}, {}, 120],
  [{columns: 120}, {COLUMNS: '60'}, 60],
  [{}, {}, 80],
  [{columns: 0}, {}, 80],
  [{columns: 120}, {COLUMNS: 'wide'}, 120],
])('width of %j with %j is %i', (facts, env, expected) => {
  expect(outputOf(new FakeSink(facts), env).width).toBe(expected)
})

test('style sets off only where there is colour', async () => {
  const {red} = await outputOf(new FakeSink()).style()
  expect(red('x')).toBe('x')
  const coloured = await outputOf(new FakeSink(), {FORCE_COLOR: '1'}).style()
  expect(coloured.red('x')).toBe('\u001b[31mx\u001b[39m')
})
