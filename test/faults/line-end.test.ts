import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {hactl} from '../cli/hactl.ts'
import {type LabHaproxy, lab} from '../haproxy/lab.ts'
import {Relay} from './relay.ts'

/** Each with the request of which the answer is cut. */
const commands: readonly (readonly [args: readonly string[], request: RegExp])[] = [
  [['map', 'show', '{map}'], /;show map /],
  [['map', 'save', '{map}', '--to', '{folder}/saved.map'], /;show map /],
  [['map', 'list'], /(?:^|;)show map$/],
  [['table', 'dump', 'sticks'], /;show table sticks/],
  [['table', 'show', 'sticks'], /;show table sticks/],
  [['stat'], /show stat/],
  [['server', 'list'], /show stat/],
  [['server', 'state', 'save', '--to', '{folder}/state'], /show servers state/],
  [['session', 'list'], /show sess/],
  [['info'], /show info/],
  [['exec', 'show map {map}'], /show map /],
]

describe.each([...lab.versions])('an answer of HAProxy %s that is cut at the end of a line', (version) => {
  let haproxy: LabHaproxy
  let relay: Relay
  beforeAll(async () => {
    haproxy = await lab.start(version, {
      maps: {'big.map': 'a 1\nb 2\nc 3\n'},
      sections: ['backend sticks\n    stick-table type ip size 1k expire 1h store gpc0\n    server one 127.0.0.1:1'],
    })
    for (const number of [1, 2, 3]) await haproxy.exchange(`set table sticks key 10.0.0.${number} data.gpc0 1`)
    relay = await Relay.before(haproxy.socket)
  })
  afterAll(async () => {
    await relay[Symbol.asyncDispose]()
    await haproxy[Symbol.asyncDispose]()
  })

  test.each(commands)('%s: is an error', async (args, request) => {
    let cuts = 0
    relay.plan = ({line}) => {
      if (!request.test(line)) return undefined
      cuts += 1
      return {kind: 'cut-answer', keep: -1}
    }
    const filled = args.map((arg) => arg.replace('{map}', haproxy.file('big.map')).replace('{folder}', haproxy.folder))
    const ended = await hactl([...filled, '-s', relay.address])
    expect(cuts).toBeGreaterThan(0)
    expect(ended).toMatchObject({status: 3, stderr: expect.stringMatching(/was cut|has no end|without an answer/)})
  })
})
