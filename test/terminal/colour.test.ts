import {describe, expect, test} from 'vitest'
import {isColoured} from '../../src/terminal/colour.ts'

type Env = Readonly<Record<string, string>>
const coloured = (isTTY: boolean, env: Env = {}, refused = false): boolean => isColoured(isTTY, {env, refused})

describe('a stream is coloured', () => {
  test('when a person is looking, and not otherwise', () => {
    expect(coloured(true)).toBe(true)
    expect(coloured(false)).toBe(false)
  })

  test.each<[string, Env]>([
    ['NO_COLOR', {NO_COLOR: '1'}],
    ['HACTL_NO_COLOR', {HACTL_NO_COLOR: '1'}],
    ['a dumb terminal', {TERM: 'dumb'}],
    ['CLICOLOR=0', {CLICOLOR: '0'}],
    ['FORCE_COLOR=0', {FORCE_COLOR: '0'}],
  ])('not with %s', (_what, env) => {
    expect(coloured(true, env)).toBe(false)
  })

  test.each<[string, Env]>([
    ['FORCE_COLOR', {FORCE_COLOR: '1'}],
    ['CLICOLOR_FORCE, which wins over CLICOLOR', {CLICOLOR: '0', CLICOLOR_FORCE: '1'}],
    ['CLICOLOR_FORCE', {CLICOLOR_FORCE: '1'}],
    ['FORCE_COLOR, which wins over NO_COLOR as in node', {FORCE_COLOR: '1', NO_COLOR: '1'}],
  ])('into a pipe with %s', (_what, env) => {
    expect(coloured(false, env)).toBe(true)
  })

  test.each<[string, Env]>([
    ['NO_COLOR', {NO_COLOR: ''}],
    ['HACTL_NO_COLOR', {HACTL_NO_COLOR: ''}],
    ['FORCE_COLOR', {FORCE_COLOR: ''}],
    ['CLICOLOR_FORCE', {CLICOLOR_FORCE: '0'}],
    ['CLICOLOR', {CLICOLOR: '1'}],
  ])('as if %s were not there when it is empty or off', (_what, env) => {
    expect(coloured(true, env)).toBe(true)
    expect(coloured(false, env)).toBe(false)
  })

  test('never when hactl itself was told not to', () => {
    expect(coloured(true, {FORCE_COLOR: '1'}, true)).toBe(false)
    expect(coloured(true, {FORCE_COLOR: '1', HACTL_NO_COLOR: '1'})).toBe(false)
  })
})
