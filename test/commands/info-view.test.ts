import {expect, test} from 'vitest'
import {infoText} from '../../src/commands/base/info-view.ts'

const paint = (name: string) => (text: string) => `<${name}>${text}</${name}>`
const style = {bold: String, dim: String, red: paint('red'), green: String, yellow: paint('yellow'), cyan: String}
const lineOf = (values: Record<string, string | number>, label: string): string | undefined =>
  infoText(values, style)
    .split('\n')
    .find((line) => line.trim().startsWith(`${label} `))
    ?.trim()
    .replace(/ {2,}/, ': ')

test('a limit is told with the share that is used, and a limit that is near stands out', () => {
  expect(lineOf({CurrConns: 12, Maxconn: 2000}, 'current')).toBe('current: 12 of 2000 (1 %)')
  expect(lineOf({CurrConns: 1700, Maxconn: 2000}, 'current')).toBe('current: <yellow>1700 of 2000 (85 %)</yellow>')
  expect(lineOf({CurrConns: 2000, Maxconn: 2000, MaxconnReached: 3}, 'current')).toBe(
    'current: <red>2000 of 2000 (100 %)</red>, limit reached <yellow>3</yellow> times',
  )
  expect(lineOf({SessRate: 5, SessRateLimit: 10, MaxSessRate: 9}, 'sessions')).toBe('sessions: 5/s of 10/s (50 %), highest 9/s')
  expect(lineOf({SessRate: 5, SessRateLimit: 0, MaxSessRate: 9}, 'sessions')).toBe('sessions: 5/s, highest 9/s, no limit')
})

test('sizes are those that the version tells', () => {
  expect(lineOf({PoolUsed_MB: 3, PoolAlloc_MB: 4}, 'pools')).toBe('pools: 3 MiB used, 4 MiB allocated')
  expect(lineOf({PoolUsed_MB: 3, PoolAlloc_MB: 4, PoolUsed_bytes: 3_500_000, PoolAlloc_bytes: 4_194_304}, 'pools')).toBe(
    'pools: 3.34 MiB used, 4.00 MiB allocated',
  )
})

test('a field that nobody knows yet is not lost', () => {
  expect(infoText({Pid: 7, NewThing: 42}, style)).toMatch(/OTHER\n +NewThing +42\n/)
})
