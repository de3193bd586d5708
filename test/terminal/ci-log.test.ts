import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {Terminal} from '../../src/terminal/terminal.ts'
import {FakeStreams} from './fake-streams.ts'

beforeEach(() => {
  vi.useFakeTimers({toFake: ['Date'], now: 1_700_000_000_000})
})
afterEach(() => {
  vi.useRealTimers()
})

class FakeFile extends FakeStreams {
  override stdoutIsFile(): boolean {
    return true
  }
}

const folded = (text: string, env: Readonly<Record<string, string>>, streams = new FakeStreams({isTTY: false})): string =>
  new Terminal(streams, {env, refused: false}).folded(text)

test('GitHub: a group, in which a title stays one line and is not taken for anything else', () => {
  expect(folded('plan\n  one\n  two', {GITHUB_ACTIONS: 'true'})).toBe('::group::plan\n  one\n  two\n::endgroup::\n')
  expect(folded('50%25\r of it\n  one', {GITHUB_ACTIONS: 'true'})).toBe('::group::50%2525%0D of it\n  one\n::endgroup::\n')
})

test('GitLab: a section with a name of its own each time', () => {
  const one = folded('plan\n  one\n', {GITLAB_CI: 'true'})
  const [, name = ''] = /^section_start:1700000000:(\w+)\[collapsed=true\]\r\u001B\[0Kplan\n {2}one\nsection_end:1700000000:\1\r\u001B\[0K\n$/.exec(one) ?? []
  expect(name).not.toBe('')
  expect(folded('plan\n  one\n', {GITLAB_CI: 'true'})).not.toContain(`:${name}\r`)
})

test.each([
  ['nobody folds', {}, undefined],
  ['it is said to be none', {GITHUB_ACTIONS: 'false', GITLAB_CI: ''}, undefined],
  ['a person looks', {GITHUB_ACTIONS: 'true'}, new FakeStreams({isTTY: true})],
  ['it is kept in a file', {GITHUB_ACTIONS: 'true'}, new FakeFile({isTTY: false})],
])('the text stays as it is where %s', (_, env, streams) => {
  expect(folded('plan\n  one', env, streams)).toBe('plan\n  one')
})

test('a line alone is not folded', () => {
  expect(folded('plan\n', {GITHUB_ACTIONS: 'true'})).toBe('plan\n')
})
