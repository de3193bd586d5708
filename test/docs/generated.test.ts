import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {commandFiles, root} from '../../scripts/commands.mjs'
import {publicDeclarations} from '../../scripts/docs/declarations.mjs'
import {keep, staleIn} from '../../scripts/docs/keep.mjs'
import {item, literal, paragraph, section} from '../../scripts/docs/roff.mjs'
import {environmentPage} from '../../src/commands/base/topics/environment.ts'
import {pageOf} from './markdown.ts'

type Statics = {
  default: {
    readonly flags?: Readonly<Record<string, {readonly hidden?: boolean; readonly description?: string}>>
    readonly args?: Readonly<Record<string, unknown>>
    readonly examples: readonly string[]
  }
}

/** What the command classes say, read from their sources and not from lib/. */
const commands = await Promise.all(
  commandFiles().map(async ({id, path}) => {
    const {default: command} = (await import(`${root}src/commands/${path}`)) as Statics
    const flags = Object.entries(command.flags ?? {}).filter(([, {hidden}]) => !hidden)
    return {
      name: id.replaceAll(':', ' '),
      page: `docs/commands/${id.split(':')[0]}.md`,
      flags: flags.map(([name]) => `--${name}`),
      args: Object.keys(command.args ?? {}).map((name) => name.toUpperCase()),
      examples: command.examples.map((example) => example.replaceAll('<%= config.bin %>', 'hactl')),
    }
  }),
)
const index = pageOf('docs/commands/README.md').text
const manual = pageOf('hactl.1').text

/** As man(1) shows it, without its bold. */
const shown = manual
  .replaceAll(/\\f[BR]/g, '')
  .replaceAll(String.raw`\-`, '-')
  .replaceAll(String.raw`\e`, '\\')

/** What a page says of one command: from its heading to the next. */
const partOf = (text: string, heading: string, next: RegExp): string => {
  const from = text.indexOf(`${heading}\n`)
  expect(from, heading).toBeGreaterThanOrEqual(0)
  const rest = text.slice(from + heading.length)
  return rest.slice(0, next.exec(rest)?.index)
}

describe.each(commands)('hactl $name', ({name, page, flags, args, examples}) => {
  test('has its page in docs/commands, with all that it takes and its examples', () => {
    const {text} = pageOf(page)
    const heading = text.includes(`\n# hactl ${name}\n`) ? `# hactl ${name}` : `## hactl ${name}`
    const part = partOf(text, heading, /\n## /)
    const everywhere = partOf(index, '## Flags of every command', /\n## /)
    for (const word of [...args, ...examples]) expect(part).toContain(word)
    for (const flag of flags) expect(`${part}${everywhere}`).toMatch(new RegExp(`[\`,] ?${flag}[\`=]`))
    expect(index).toContain(`[\`hactl ${name}\`](`)
  })

  test('is in the manual, with all that it takes and its examples', () => {
    const part = partOf(shown, `.SS "hactl ${name}"`, /\n\.S[HS] /)
    const everywhere = partOf(shown, '.SH "FLAGS OF EVERY COMMAND"', /\n\.SH /)
    for (const word of [...args, ...examples]) expect(part).toContain(word)
    for (const flag of flags) expect(`${part}${everywhere}`).toMatch(new RegExp(`^(?:-\\w, )?${flag}(?:=|$)`, 'm'))
  })
})

test('hactl help environment and the manual name every variable that hactl reads, and no other', () => {
  const sources = readdirSync(`${root}src`, {recursive: true, encoding: 'utf8'}).filter((path) => path.endsWith('.ts') && !path.includes('base/topics/'))
  const text = sources.map((path) => readFileSync(`${root}src/${path}`, 'utf8')).join('\n') + readFileSync(`${root}bin/run.js`, 'utf8')
  // by name in env, of a flag, as an argument beside env, taken apart; node reads TMPDIR for tmpdir()
  const forms = [/env\['([A-Z_]+)'\](?! \?\?=)/g, /\benv: '([A-Z_]+)'/g, /\(env, '([A-Z_]+)'/g]
  const apart = [...text.matchAll(/\{([^{}]*)\}(?:: (?:Environment|Readonly<Record<string, string \| undefined>>)\b| = process\.env\b)/g)].map(
    ([, names]) => names,
  )
  const read = new Set([...forms.flatMap((form) => [...text.matchAll(form)].map(([, name]) => name)), ...(apart.join(',').match(/\b[A-Z][A-Z_]+\b/g) ?? [])])
  if (text.includes('tmpdir()')) read.add('TMPDIR')
  // where the others lie when they are not set
  read.delete('HOME')
  const terms = environmentPage.sections.flatMap(([, ...blocks]) =>
    blocks.flatMap((block) => (typeof block === 'object' && 'terms' in block ? block.terms : [])),
  )
  const told = terms.flatMap(([words]) => words.split(', ')).filter((word) => !word.startsWith('-'))
  expect(new Set(told)).toEqual(read)
  const environment = partOf(shown, '.SH "ENVIRONMENT"', /\n\.SH /)
  for (const name of told) expect(environment).toContain(name)
})

test('the manual has requests of man(7) only', () => {
  const requests = new Set(manual.match(/^[.']\S*/gm))
  expect([...requests].toSorted()).toEqual(['.PP', '.RE', '.RS', '.SH', '.SS', '.TH', '.TP', '.\\"', '.fi', '.nf'].toSorted())
})

describe('roff', () => {
  test('takes no text for a request or an escape', () => {
    expect(paragraph(".hidden and\n'quoted' a\\b")).toBe("\\&.hidden and\n\\&'quoted' a\\eb")
    expect(literal(['.x', '-n'])).toBe('.PP\n.RS 4\n.nf\n\\&.x\n\\-n\n.fi\n.RE')
    expect(section('say "x"')).toBe('.SH "say \\(dqx\\(dq"')
  })

  test('shows code and terms in bold', () => {
    expect(item('-n', 'as `wait`')).toBe('.TP\n\\fB\\-n\\fR\nas \\fBwait\\fR')
  })
})

describe('what the library exports', () => {
  const declarations = publicDeclarations()

  test('is found, all of it', async () => {
    const values = Object.keys(await import('../../src/index.ts'))
    const found = declarations.filter(({kind}) => kind !== 'type').map(({name}) => name)
    expect(found.toSorted()).toEqual(values.toSorted())
  })

  test('has a docstring each', () => {
    expect(declarations.filter(({doc}) => !doc).map(({name, path}) => `${name} in ${path}`)).toEqual([])
  })

  test('stands in docs/api with its declaration', () => {
    for (const {name, kind, path, text} of declarations) {
      const part = partOf(pageOf(`docs/api/${path.split('/')[0]}.md`).text, `## ${kind} ${name}`, /\n## /)
      expect(part).toContain(text)
    }
  })
})

test('a page that was changed, is missing or is not made any more is stale, until all are made again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hactl-pages-'))
  try {
    const pages = new Map([
      ['made/a.md', 'a\n'],
      ['made/b.md', 'b\n'],
    ])
    keep(folder, pages, staleIn(folder, ['made'], pages))
    expect(staleIn(folder, ['made'], pages)).toEqual({changed: [], over: []})
    writeFileSync(join(folder, 'made/a.md'), 'by hand\n')
    writeFileSync(join(folder, 'made/c.md'), 'left over\n')
    rmSync(join(folder, 'made/b.md'))
    const stale = staleIn(folder, ['made'], pages)
    expect(stale).toEqual({changed: ['made/a.md', 'made/b.md'], over: ['made/c.md']})
    keep(folder, pages, stale)
    expect(staleIn(folder, ['made'], pages)).toEqual({changed: [], over: []})
  } finally {
    rmSync(folder, {recursive: true})
  }
})
