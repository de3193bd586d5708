import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {commitMap} from '../../src/protocol/commands/map/commit-map.ts'
import {prepareMap} from '../../src/protocol/commands/map/prepare-map.ts'
import {rawOnly, wireCommands} from '../../src/protocol/commands/registry.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'

const begins = (offered: string, name: string): boolean => `${offered} `.startsWith(`${name} `)

/** What `help` offers: `  add map [@<ver>] <map> <key> <val>       : add a map entry …`. */
function offered(help: string): string[] {
  const lines = help.split('\n').map((line) => /^ {2}(\S.*?) *: /.exec(line)?.[1])
  return lines.filter((usage) => usage !== undefined).map((usage) => usage.replaceAll(/ +/g, ' '))
}

/** Sockets, what they are asked, and the fewest commands that they offer. */
const places = [
  {place: 'a worker', line: 'help', least: 70},
  {place: 'a worker that lets experts do what may kill it', line: 'expert-mode on;experimental-mode on;help', least: 75},
  {place: 'the master', line: 'help;quit', least: 10},
] as const

describe.each(lab.versions)('commands of HAProxy %s', (version) => {
  let haproxy: LabHaproxy
  beforeAll(async () => {
    haproxy = await lab.start(version)
  })
  afterAll(() => haproxy[Symbol.asyncDispose]())

  test.each(places)('each that $place offers stands in the registry, or there is a reason why not', async ({place, line, least}) => {
    const socket = place === 'the master' ? haproxy.master : haproxy.socket
    const help = offered((await haproxy.exchange(line, {socket, deadline: 5000})).toString('latin1'))
    expect(help.length).toBeGreaterThan(least)
    const known = [...wireCommands.map(({name}) => name), ...Object.keys(rawOnly)]
    expect(help.filter((usage) => !known.some((name) => begins(usage, name)))).toEqual([])
  })
})

test('nothing is both wrapped and raw only', () => {
  const names = new Set(wireCommands.map(({name}) => name))
  expect(Object.keys(rawOnly).filter((name) => names.has(name))).toEqual([])
})

test('no reason is given twice: for words and for the beginning of them', () => {
  const names = Object.keys(rawOnly)
  expect(names.filter((name) => names.some((other) => other !== name && begins(name, other)))).toEqual([])
})
test('each reason is one of its own, not that nobody has got to it', () => {
  for (const [name, reason] of Object.entries(rawOnly)) expect({name, reason}).toEqual({name, reason: expect.not.stringMatching(/\b(?:yet|later|todo)\b/i)})
})

test('what older versions do not have says what to do there', () => {
  // `wait` is never required: without it things are looked at again and again
  const newer = [...wireCommands, prepareMap, commitMap].filter(
    (command) => command.name !== 'wait' && Number(command.since) > Number(lab.versions[0]) && ('instead' in command || !/ (?:map|acl)$/.test(command.name)),
  )
  expect(newer.length).toBeGreaterThan(10)
  for (const command of newer) expect('instead' in command ? command.instead : undefined, command.name).toBeTruthy()
})
