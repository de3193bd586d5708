import {describe, expect, test} from 'vitest'
import {Terminal} from '../../src/terminal/terminal.ts'
import {FakeStreams} from './fake-streams.ts'

function asked(
  answer: string | undefined,
  {isTTY = true, signal}: {isTTY?: boolean; signal?: AbortSignal} = {},
): {streams: FakeStreams; agreed: Promise<boolean | undefined>} {
  const streams = new FakeStreams({isTTY})
  const agreed = new Terminal(streams, {env: {}, refused: false}).confirm('Clear it?', signal)
  if (answer !== undefined) streams.input.end(answer)
  return {streams, agreed}
}

describe('a question', () => {
  test.each([
    ['y\n', true],
    ['YES\n', true],
    [' yes \n', true],
    ['\n', false],
    ['n\n', false],
    ['yeah\n', false],
    ['', false],
  ])('answered with %j is %s', async (answer, expected) => {
    expect(await asked(answer).agreed).toBe(expected)
  })

  test('stands on stderr', async () => {
    const {streams, agreed} = asked('y\n')
    await agreed
    expect(streams.stderr.text).toBe('Clear it? [y/N] ')
    expect(streams.stdout.text).toBe('')
  })

  test('is not asked, and nobody waits, without a terminal', async () => {
    const {streams, agreed} = asked(undefined, {isTTY: false})
    expect(await agreed).toBeUndefined()
    expect(streams.stderr.text).toBe('')
  })

  test('ends with no when we are told to stop', async () => {
    const controller = new AbortController()
    const {agreed} = asked(undefined, {signal: controller.signal})
    setTimeout(() => controller.abort(), 10)
    expect(await agreed).toBe(false)
  })
})
