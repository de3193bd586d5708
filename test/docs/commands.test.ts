import {readFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {commandFiles, root} from '../../scripts/commands.mjs'
import {helpPages} from '../../src/commands/base/topics/pages.ts'
import {blockLines, codeSpans, type Page, pages} from './markdown.ts'

interface FlagFacts {
  readonly char?: string
  readonly type: string
  readonly options?: readonly string[]
}

interface CommandFacts {
  readonly flags: ReadonlyMap<string, FlagFacts>
  readonly args: number
  readonly strict: boolean
}

type Statics = {
  default: {
    flags?: Record<string, FlagFacts>
    baseFlags?: Record<string, FlagFacts>
    args?: Record<string, {multiple?: boolean}>
    strict?: boolean
  }
}

/** What the command classes say of themselves. */
const commands = new Map<string, CommandFacts>()
for (const {id, path} of commandFiles()) {
  const {default: command} = (await import(`${root}src/commands/${path}`)) as Statics
  const flags = new Map(Object.entries({...command.baseFlags, ...command.flags, help: {char: 'h', type: 'boolean'}}))
  const args = Object.values(command.args ?? {})
  const most = args.some(({multiple}) => multiple) ? Number.POSITIVE_INFINITY : args.length
  commands.set(id.replaceAll(':', ' '), {flags, args: most, strict: command.strict ?? true})
}
const topics = new Set([...commands.keys()].filter((id) => id.includes(' ')).map((id) => id.split(' ')[0] ?? ''))

/** Words as a shell would see them; what comes behind a pipe, a redirection or a comment is not ours. */
function wordsOf(line: string): string[] {
  const words = line.match(/'[^']*'|"[^"]*"|[|;&><#].*|[^\s'"|;&><#]+(?:'[^']*'|"[^"]*")?/g) ?? []
  const end = words.findIndex((word) => /^[|;&><#]/.test(word))
  return (end === -1 ? words : words.slice(0, end)).map((word) => word.replaceAll(/^['"]|['"]$/g, ''))
}

/** Command lines of hactl in a line of shell: behind a prompt, a pipe, an assignment … */
const invocations = (line: string): string[] => [
  ...[...line.matchAll(/\$\(([^()]*)\)/g)].flatMap(([, inner = '']) => invocations(inner)),
  // what `$(…)` stands for is one word
  ...[
    ...line
      .replaceAll(/\$\([^()]*\)/g, 'WORD')
      .matchAll(/(?:^|[$|(;&!]\s*|\b(?:npx|then|do|if|else|run:)\s+|\b[A-Z_]+=\S+\s+)(?:node bin\/run\.js|hactl)(?= |$)([^`]*)/g),
  ].map(([, rest = '']) => rest.trim()),
]

/** @returns what is wrong with a command line; undefined when nothing is */
function fault(invocation: string, complete: boolean): string | undefined {
  const words = wordsOf(invocation)
  const [first, second, third] = words
  if (first === undefined || first.startsWith('-'))
    return words.every((word) => ['--help', '-h', '--version', '-V'].includes(word)) ? undefined : `no command: ${invocation}`
  if (topics.has(first) && (second === undefined || second === '--help')) return undefined
  const id = [`${first} ${second} ${third}`, `${first} ${second}`, first].find((name) => commands.has(name))
  const facts = id === undefined ? undefined : commands.get(id)
  if (id === undefined || !facts) return `no such command: ${invocation}`
  return faultOfWords(words.slice(id.split(' ').length), facts, complete)
}

function faultOfWords(words: readonly string[], {flags, args, strict}: CommandFacts, complete: boolean): string | undefined {
  const rest = [...words]
  let positional = 0
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-') || word === '-') {
      positional += 1
      continue
    }
    const [name = '', given] = word.split('=', 2)
    const flag = name.startsWith('--') ? flags.get(name.slice(2)) : [...flags.values()].find(({char}) => `-${char}` === name)
    if (!flag) return `no such flag: ${name}`
    if (flag.type === 'boolean') continue
    const value = given ?? rest.shift()
    if (value === undefined && complete) return `${name} without a value`
    // in a usage line the value is a name in capitals
    if (flag.options && value !== undefined && !flag.options.includes(value) && !/^[A-Z]+$/.test(value)) return `${name} does not take ${value}`
  }
  return strict && positional > args ? `${positional} arguments, at most ${args}` : undefined
}

const faultsOf = (page: Page): string[] =>
  [
    ...blockLines(page).flatMap((line) => invocations(line).map((text) => fault(text, true))),
    // in running text a flag may stand without its value
    ...codeSpans(page).flatMap((line) => invocations(line).map((text) => fault(text, false))),
  ].filter((found) => found !== undefined)

/** The pages of `hactl help` as if they were pages of docs/. */
const shownByHelp = helpPages.map(({name, sections}): Page => {
  const blocks = sections.flatMap(([, ...rest]) => rest)
  const lines = blocks.flatMap((block) => (typeof block === 'object' && 'lines' in block ? block.lines : []))
  const text = blocks.flatMap((block) => (typeof block === 'string' ? [block] : 'terms' in block ? block.terms.map(([, meaning]) => meaning) : []))
  return {path: `hactl help ${name}`, text: `${text.join('\n\n')}\n\n\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n`}
})

describe.each([...pages(), ...shownByHelp])('$path', (page) => {
  test('names only commands and flags that there are', () => {
    expect(faultsOf(page)).toEqual([])
  })

  test('names only npm scripts that there are', () => {
    const {scripts} = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {scripts: Record<string, string>}
    const named = [...page.text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})

test('mistakes are noticed', () => {
  expect(invocations('make-routes | hactl map sync - --map routes.map')).toEqual(['map sync - --map routes.map'])
  expect(invocations('hactl session show $(hactl session list -o plain | head -1) -q')).toEqual(['session list -o plain | head -1', 'session show WORD -q'])
  expect(invocations('$ HACTL_SOCKET=/run/a.sock hactl map list')).toEqual(['map list'])
  expect(fault('map sync big.map --verify count --max-change=30% -s /run/a.sock > log', true)).toBeUndefined()
  expect(fault('map syncc big.map', true)).toMatch('no such command')
  expect(fault('map sync big.map --bogus', true)).toMatch('no such flag')
  expect(fault('map sync big.map --verify half', true)).toMatch('does not take half')
  expect(fault('map show big.map other.map', true)).toMatch('2 arguments')
  expect(fault('map sync big.map other.map', true)).toBeUndefined()
  expect(fault('map get big.map --map', true)).toMatch('no such flag')
})
