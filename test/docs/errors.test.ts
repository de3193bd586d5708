import {readdirSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {root} from '../../scripts/commands.mjs'
import {exitStatuses} from '../../src/commands/base/exit-statuses.ts'
import {pageOf} from './markdown.ts'

const codeName = /'([a-z]+(?:-[a-z]+)*)'/g
const statusIn = (text: string): number[] => (text.match(/\b\d+\b/g) ?? []).map(Number)

/** Codes that the source can throw, with the exit statuses that stand beside them. */
function thrown(): Map<string, Set<number>> {
  const codes = new Map<string, Set<number>>()
  const met = (code: string, statuses: readonly number[]) => codes.set(code, new Set([...(codes.get(code) ?? []), ...statuses]))
  const files = readdirSync(`${root}src`, {recursive: true, encoding: 'utf8'}).filter((path) => path.endsWith('.ts'))
  for (const path of files) {
    const text = readFileSync(`${root}src/${path}`, 'utf8')
    // the constructor's own words
    for (const [, code = '', details = ''] of text.matchAll(/new HactlError\(\s*([^,]*),\s*\{([^}]*)/g)) {
      const statuses = statusIn(/\bexit: ([^,\n]*)/.exec(details)?.[1] ?? '')
      for (const [, name = ''] of code.matchAll(codeName)) met(name, statuses)
    }
    // tables of reasons
    for (const [, name = '', rest = ''] of text.matchAll(/\bcode: '([a-z]+(?:-[a-z]+)*)'([^{}]*)/g)) met(name, statusIn(/\bexit: (\d+)/.exec(rest)?.[1] ?? ''))
  }
  return codes
}

/** Codes that docs/errors.md explains: rows `| \`code\` | status | meaning | remedy |`. */
function explained(): Map<string, Set<number>> {
  const rows = pageOf('docs/errors.md').text.matchAll(/^\| `([a-z-]+)` *\| ([\d, ]+)\| +[^| ][^|]*\| +[^| ][^|]*\|$/gm)
  return new Map([...rows].map(([, code = '', statuses = '']) => [code, new Set(statusIn(statuses))]))
}

test('every code that the source can throw is explained, and no other', () => {
  expect([...explained().keys()].toSorted()).toEqual([...thrown().keys()].toSorted())
})

test('each code is explained once', () => {
  const codes = [...pageOf('docs/errors.md').text.matchAll(/^\| `([a-z-]+)` *\|/gm)].map(([, code]) => code)
  expect(codes).toEqual([...new Set(codes)])
})

test('each code is explained with the exit statuses that the source gives it, and no other', () => {
  const documented = explained()
  // a status that comes out of a variable is not seen here
  const seen = [...thrown()].filter(([, statuses]) => statuses.size > 0)
  const list = (statuses: ReadonlySet<number> = new Set()): number[] => [...statuses].toSorted((a, b) => a - b)
  expect(seen.map(([code]) => [code, list(documented.get(code))])).toEqual(seen.map(([code, statuses]) => [code, list(statuses)]))
})

/** The cells of the table under a heading. */
function tableOf(path: string, heading: string): string[][] {
  const [, section = ''] = pageOf(path).text.split(`${heading}\n`)
  return [...section.replace(/\n## [^]*/, '').matchAll(/^\| (\d.*?) +\|$/gm)].map(([, cells = '']) => cells.split(/ +\| /))
}

test('the pages have the exit statuses of hactl help exit-codes, in the same words', () => {
  const rows = exitStatuses.map(({statuses, meaning, running}) => [statuses.join(', '), meaning, running])
  expect(tableOf('docs/errors.md', '## Exit statuses')).toEqual(rows)
  expect(tableOf('README.md', '## Exit status')).toEqual(rows.map(([statuses, meaning]) => [statuses, meaning]))
})
