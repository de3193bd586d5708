import {describe, expect, test} from 'vitest'
import {flagsBehindCommand} from '../../src/commands/base/argv.ts'

describe('flags that stand before the command', () => {
  test.each([
    ['-s /a map list', 'map list -s /a'],
    ['-s=/a map list', 'map list -s=/a'],
    ['--json --socket /a exec x', 'exec x --json --socket /a'],
    ['-o json map show m -- -key', 'map show m -o json -- -key'],
    ['map list -s /a', 'map list -s /a'],
    ['--help', '--help'],
    ['--version', '--version'],
    ['-s /a', '-s /a'],
    ['-s', '-s'],
    ['--unknown map list', '--unknown map list'],
  ])('%s is read as %s', (typed, read) => {
    expect(flagsBehindCommand(typed.split(' '))).toEqual(read.split(' '))
  })
})
