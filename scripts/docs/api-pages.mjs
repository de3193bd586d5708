// docs/api: what the library exports, a page a room.
import {publicDeclarations} from './declarations.mjs'
import {block, code, madeBy, page, prose, table} from './markdown.mjs'

const folder = 'docs/api'
const tag = /^@(\w+) ?/

/** `@param name what`, `@throws …`: a list; what stands before them is text with blocks of its own. */
function docBlocks(doc) {
  const [text, ...tags] = doc.split(/(?:^|(?<=\s))(?=@(?:param|returns|throws)\b)/)
  const item = (each) => {
    const [, name] = tag.exec(each)
    const rest = each.replace(tag, '').replaceAll(/\s+/g, ' ').trim()
    return name === 'param' ? rest.replace(/^(\S+) ?(.*)$/, (_, param, what) => `- ${code(param)}: ${prose(what)}`) : `- ${name} ${prose(rest)}`
  }
  return [text.trim(), tags.map(item).join('\n')]
}

const kinds = ['class', 'function', 'const', 'type']

/** Verbs first; what they take and give comes behind. */
const inOrder = (one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind) || (one.name < other.name ? -1 : 1)

const entry = ({name, kind, doc, text}) => [`## ${kind} ${name}`, ...docBlocks(doc), block('ts', text)]

const firstSentence = (doc) => prose(/^.*?(?=\.(?:\s|$)|$)/.exec(doc.replace(/\n\n[^]*|(?:^|\s)@[^]*/, '').replaceAll(/\s+/g, ' '))[0])

/** @returns [path, text] of each page @throws when an export has no docstring */
export function apiPages() {
  const declarations = publicDeclarations()
  const silent = declarations.filter(({doc}) => !doc)
  if (silent.length > 0) throw new Error(`exports of src/index.ts without a docstring:\n${silent.map(({name, path}) => `${name} in ${path}`).join('\n')}`)
  const rooms = [...new Set(declarations.map(({path}) => path.split('/')[0]))].toSorted().map((name) => ({
    name,
    own: declarations.filter(({path}) => path.startsWith(`${name}/`)).toSorted(inOrder),
  }))
  const index = page(
    madeBy,
    '# The library',
    "What `import … from 'hactl'` offers, from its docstrings, by the folders of src/. [examples/library.ts](../../examples/library.ts) shows it at work.",
    ...rooms.flatMap(({name, own}) => [
      `## ${name}`,
      table(
        ['export', 'what it is'],
        own.map((each) => [`[${code(each.name)}](${name}.md#${each.kind}-${each.name.toLowerCase()})`, firstSentence(each.doc)]),
      ),
    ]),
  )
  return [[`${folder}/README.md`, index], ...rooms.map(({name, own}) => [`${folder}/${name}.md`, page(madeBy, `# ${name}`, ...own.flatMap(entry))])]
}
