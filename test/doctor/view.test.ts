import {expect, test} from 'vitest'
import {findingText} from '../../src/commands/base/doctor-view.ts'
import {plainStyle} from '../../src/terminal/style.ts'

const finding = {
  severity: 'warning',
  check: 'files',
  subject: '/etc/haproxy/routes.map',
  message: 'a reload would bring something else than runs now: 1,000 added, 2 changed, 3 removed',
  source: 'hactl map diff --file /etc/haproxy/routes.map',
  advice: 'hactl map save /etc/haproxy/routes.map keeps what runs; hactl map sync /etc/haproxy/routes.map brings what the file has',
} as const

test.each([80, 200])('a finding fits into %i columns, and says what it is, what to do, and by what', (width) => {
  const text = findingText(finding, width, plainStyle)
  expect(text.split('\n').filter((line) => line.length > width)).toEqual([])
  expect(text.replaceAll(/\n +/g, ' ')).toBe(`! files  ${finding.subject}: ${finding.message} → ${finding.advice} (${finding.source})`)
  expect(text.split('\n').length).toBeLessThanOrEqual(width === 80 ? 5 : 3)
})

test('what is right takes a line', () => {
  expect(
    findingText({severity: 'ok', check: 'bufsize', subject: null, message: 'tune.bufsize 16384', source: 'show pools', advice: null}, 80, plainStyle),
  ).toBe('✓ bufsize  tune.bufsize 16384')
})

test('a word that is longer than the line stays whole', () => {
  expect(findingText({...finding, subject: `/${'x'.repeat(100)}`}, 80, plainStyle)).toContain(`/${'x'.repeat(100)}:`)
})
