// What lib/index.d.ts exports, with the text and the docstring of each declaration. Read with the parser that rolldown brings.
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parseSync} from 'rolldown/utils'
import {root} from '../commands.mjs'

/** @returns the statements of a file of lib/, and its comments */
function parsed(path) {
  const text = readFileSync(`${root}lib/${path}`, 'utf8')
  const {program, comments, errors} = parseSync(path, text)
  if (errors.length > 0) throw new Error(`lib/${path}: ${errors[0].message}`)
  return {text, comments, statements: program.body}
}

/** A docstring without its stars. */
const docstring = (value) =>
  value
    .replace(/^\*/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim()

/** The comment that ends right before a statement. */
function docOf({text, comments}, {start}) {
  const comment = comments.findLast(({end}) => end <= start)
  return comment?.type === 'Block' && comment.value.startsWith('*') && text.slice(comment.end, start).trim() === '' ? docstring(comment.value) : undefined
}

const kinds = {TSDeclareFunction: 'function', ClassDeclaration: 'class', VariableDeclaration: 'const'}

const namesOf = ({declaration}) => (declaration.declarations ?? [declaration]).map(({id}) => id.name)

/** What no user of a class can reach. */
const withoutPrivate = (text) => text.replaceAll(/^ +(?:#private|private .*);\n/gm, '')

const declarationsIn = (file) =>
  file.statements
    .filter(({type, declaration}) => type === 'ExportNamedDeclaration' && declaration)
    .flatMap((statement) =>
      namesOf(statement).map((name) => ({
        name,
        kind: kinds[statement.declaration.type] ?? 'type',
        doc: docOf(file, statement),
        text: withoutPrivate(file.text.slice(statement.start, statement.end)).replace(/^export (?:declare )?/, ''),
      })),
    )

/** @returns what users of the library import: {name, kind: function, class, const or type, path: its file in lib/, doc, text} */
export function publicDeclarations() {
  const files = new Map()
  const all = (path) => {
    if (!files.has(path)) files.set(path, declarationsIn(parsed(path)))
    return files.get(path)
  }
  return parsed('index.d.ts').statements.flatMap(({source, specifiers}) => {
    const path = join(source.value).replace(/\.ts$/, '.d.ts')
    return specifiers.map(({local, exported}) => {
      const found = all(path).filter(({name}) => name === local.name)
      if (found.length === 0) throw new Error(`lib/${path} declares no ${local.name}`)
      return {name: exported.name, kind: found[0].kind, path, doc: found.find(({doc}) => doc)?.doc, text: found.map(({text}) => text).join('\n')}
    })
  })
}
