import {createRequire} from 'node:module'
import {dirname, join} from 'node:path'
import {beforeAll, describe, expect, test} from 'vitest'
import {powershellScript} from '../../src/completion/scripts/powershell.ts'

const require = createRequire(import.meta.url)

/** What is used here of tree-sitter. */
interface Node {
  readonly type: string
  readonly text: string
  readonly isError: boolean
  readonly isMissing: boolean
  readonly children: readonly Node[]
}
interface TreeSitter {
  readonly Parser: (new () => {setLanguage(language: unknown): void; parse(text: string): {readonly rootNode: Node}}) & {init(): Promise<void>}
  readonly Language: {load(path: string): Promise<unknown>}
}

/** No PowerShell is to be had here: its grammar is the next best. */
let grammar: (text: string) => Node

beforeAll(async () => {
  const main = require.resolve('@vscode/tree-sitter-wasm')
  const {Parser, Language} = ((await import(main)) as {readonly default: TreeSitter}).default
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await Language.load(join(dirname(main), 'tree-sitter-powershell.wasm')))
  grammar = (text) => parser.parse(text).rootNode
})

const all = (node: Node): Node[] => [node, ...node.children.flatMap(all)]
const faults = (text: string): string[] =>
  all(grammar(text))
    .filter(({isError, isMissing}) => isError || isMissing)
    .map((node) => `${node.type}: ${node.text}`)

describe('the script for PowerShell', () => {
  test('is PowerShell, by its grammar', () => {
    expect(faults(powershellScript)).toEqual([])
  })

  test.each([
    ['a bracket', '[System.Management', 'System.Management'],
    ['a quote', "'ParameterValue'", "'ParameterValue"],
    ['a brace', '} finally', 'finally'],
    ['an operator', ' -match ', ' '],
    ['a comma', '$word, ', '$word '],
  ])('without %s would be none', (_, part, without) => {
    expect(powershellScript).toContain(part)
    expect(faults(powershellScript.replace(part, without))).not.toEqual([])
  })

  test('registers a completer that runs hactl, and hands words over as JSON in the environment', () => {
    const commands = all(grammar(powershellScript)).filter(({type}) => type === 'command')
    const texts = commands.map(({text}) => text)
    expect(texts[0]).toMatch(/^Register-ArgumentCompleter -Native -CommandName hactl -ScriptBlock \{/)
    expect(texts).toContainEqual(expect.stringMatching(/^hactl __complete powershell 2>\$null/))
    expect(texts).toContain('ConvertTo-Json -Compress -InputObject @($before + "$wordToComplete")')
    const names = 'Register-ArgumentCompleter Select-Object Where-Object ForEach-Object ConvertTo-Json hactl ConvertFrom-Json'
    expect(new Set(texts.map((text) => text.split(/\s/)[0]))).toEqual(new Set(names.split(' ')))
  })

  // a ’ ends a text in single quotes there: only PowerShell's own function knows all that do
  test('leaves it to PowerShell how a text is quoted', () => {
    expect(powershellScript).toContain('CodeGeneration]::EscapeSingleQuotedStringContent($word)')
  })
})
