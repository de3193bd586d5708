import {describe, expect, test} from 'vitest'
import {rawOnly, wireCommands} from '../../src/protocol/commands/registry.ts'
import {lab} from '../haproxy/lab.ts'

const begins = (offered: string, name: string): boolean => `${offered} `.startsWith(`${name} `)

/** What `help` offers: `  add map [@<ver>] <map> <key> <val>       : add a map entry …`. */
function offered(help: string): string[] {
  const lines = help.split('\n').map((line) => /^ {2}(\S.*?) *: /.exec(line)?.[1])
  return lines.filter((usage) => usage !== undefined).map((usage) => usage.replaceAll(/ +/g, ' '))
}

describe.each(lab.versions)('commands of HAProxy %s', (version) => {
  test('each stands in the registry, or there is a reason why not', async () => {
    await using haproxy = await lab.start(version)
    const help = offered((await haproxy.exchange('help', {deadline: 5000})).toString('latin1'))
    expect(help.length).toBeGreaterThan(70)
    const known = [...wireCommands.map(({name}) => name), ...Object.keys(rawOnly)]
    expect(help.filter((usage) => !known.some((name) => begins(usage, name)))).toEqual([])
  })
})

test('nothing is both wrapped and raw only', () => {
  const names = new Set(wireCommands.map(({name}) => name))
  expect(Object.keys(rawOnly).filter((name) => names.has(name))).toEqual([])
})
