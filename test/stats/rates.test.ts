import {expect, test} from 'vitest'
import {RateMeter} from '../../src/stats/rates.ts'
import {StatHeading, StatLine, stateOf, takesTraffic} from '../../src/stats/stat-line.ts'

const heading = new StatHeading(['pxname', 'svname', 'req_tot', 'bin', 'ereq', 'econ', 'eresp', 'type'])
const server = (requests: number, failed = 0): StatLine => new StatLine(heading, {0: 'be', 1: 's', 2: requests, 3: requests * 100, 5: failed, 6: 1, 7: 2})

test('a rate is what a counter gained, by the time between two views', () => {
  const meter = new RateMeter()
  meter.begin(1000)
  expect(meter.rates(server(10))).toMatchObject({req_per_s: null, bin_per_s: null, errors_per_s: null})
  meter.begin(3000)
  expect(meter.rates(server(20, 6))).toEqual({req_per_s: 5, bin_per_s: 500, bout_per_s: null, errors_per_s: 3, hrsp_4xx_per_s: null, hrsp_5xx_per_s: null})
})

test('after a reload, and for who was not there before, nothing is made up', () => {
  const meter = new RateMeter()
  meter.begin(0)
  meter.rates(server(1000))
  meter.begin(1000)
  expect(meter.rates(server(3))).toMatchObject({req_per_s: null})
  meter.begin(2000)
  expect(meter.rates(server(5))).toMatchObject({req_per_s: 2})
  meter.begin(3000)
  meter.begin(4000)
  expect(meter.rates(server(9))).toMatchObject({req_per_s: null})
})

test.each([
  ['UP', 'up', true],
  ['UP 1/3', 'going-down', true],
  ['no check', 'up', true],
  ['OPEN', 'up', true],
  ['DOWN', 'down', false],
  ['DOWN 1/2', 'down', false],
  ['DOWN (agent)', 'down', false],
  ['MAINT', 'maint', false],
  ['MAINT (via be/srv)', 'maint', false],
  ['MAINT (resolution)', 'maint', false],
  ['DRAIN', 'drain', false],
  ['NOLB 1/2', 'drain', false],
  ['STOP', 'down', false],
  ['PAUSED', 'maint', false],
  ['UP (UNPUB)', 'maint', false],
])('the status %s is %s', (status, state, takes) => {
  expect(stateOf(status)).toBe(state)
  expect(takesTraffic(stateOf(status))).toBe(takes)
})
