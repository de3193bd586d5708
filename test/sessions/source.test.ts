import {expect, test} from 'vitest'
import {sourceFilter} from '../../src/sessions/source.ts'

test.each([
  ['10.0.0.1', ['10.0.0.1:4711', '10.0.0.1:1'], ['10.0.0.10:1', '110.0.0.1:1', '[10.0.0.1]', null]],
  ['10.0.0.1:4711', ['10.0.0.1:4711'], ['10.0.0.1:471', '10.0.0.1:47110']],
  ['10.0.0.0/8', ['10.255.0.1:1'], ['11.0.0.1:1', 'unix:1', '2001:db8::1:1', null]],
  ['0.0.0.0/0', ['11.0.0.1:1'], ['unix:1']],
  ['2001:db8::1', ['2001:db8::1:4711', '2001:0db8:0::1:1'], ['2001:db8::11:1', '::1:1']],
  ['2001:db8::/32', ['2001:db8:ffff::1:4711'], ['2001:db9::1:1', '10.0.0.1:1']],
  ['10.0.*', ['10.0.3.4:1'], ['10.1.3.4:1', null]],
  ['*.7', ['192.0.2.7:9'], ['192.0.2.17:7:9', '192.0.2.70:1']],
  ['unix', ['unix:1', 'unix:20'], ['10.0.0.1:1']],
  ['unix:1', ['unix:1'], ['unix:10']],
])('from %s come %j and not %j', (wanted, inside, outside) => {
  const fits = sourceFilter(wanted)
  expect(inside.filter((source) => !fits(source))).toEqual([])
  expect(outside.filter(fits)).toEqual([])
})
