import {readFileSync} from 'node:fs'
import {root} from '../commands.mjs'

export const pagePath = 'docs/haproxy-faults.md'

const fence = (language) => new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm')
const blocks = (text, language) => [...text.matchAll(fence(language))].map(([, code]) => code)

/** What the page says: the configuration, the functions that reproductions use, and the faults. The page is the only place where they stand. */
export function readPage(text = readFileSync(`${root}${pagePath}`, 'utf8')) {
  const [introduction = '', ...sections] = text.split(/^### /m)
  const [config] = blocks(introduction, 'haproxy')
  const [setUp, functions] = blocks(introduction, 'sh')
  if (!config || !setUp || !functions) throw new Error(`${pagePath} lacks the configuration, or how to begin`)
  const mentioned = [...text.matchAll(/\(`([a-z][a-z-]*)`\)/g)].map(([, name]) => name)
  return {config, files: filesIn(setUp), functions, faults: sections.map(faultIn), mentioned}
}

/** The files that the page creates with `touch "$FAULTS"/…`. */
function filesIn(setUp) {
  const words = /^touch (.*)$/m.exec(setUp)?.[1].match(/"\$FAULTS"\/(\S+)/g) ?? []
  return words.map((word) => word.replace('"$FAULTS"/', '')).flatMap(withBraces)
}

function withBraces(name) {
  const [, before, choices, after] = /^(.*)\{(.*)\}(.*)$/.exec(name) ?? []
  return choices === undefined ? [name] : choices.split(',').map((choice) => `${before}${choice}${after}`)
}

function faultIn(section) {
  const [, id, title] = /^`([\w-]+)`: (.*)$/m.exec(section) ?? []
  const code = blocks(section.split(/^## /m)[0], 'sh')
  if (!id || code.length !== 1) throw new Error(`${pagePath}: a heading without a name, or without one reproduction: ${section.slice(0, 60)}`)
  return {
    id,
    title,
    code: code[0],
    seen: versionsIn(section, 'Seen on'),
    absent: versionsIn(section, 'Not on'),
    /** Seconds; undefined for the quick ones. */
    takes: Number(/^- \*\*Takes\*\* up to (\d+) s/m.exec(section)?.[1]) || undefined,
    env: Object.fromEntries([...(/^- \*\*Starts with\*\* (.*)$/m.exec(section)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value])),
  }
}

/** `- **Seen on** 3.0, 3.2, why`: the leading versions of the line, and those behind a semicolon. */
function versionsIn(section, claim) {
  const [, said = ''] = new RegExp(`^- \\*\\*${claim}\\*\\* (.*)$`, 'm').exec(section) ?? []
  return said.split('; ').flatMap((part) => /^(?:\d+\.\d+(?:, )?)+/.exec(part)?.[0].match(/\d+\.\d+/g) ?? [])
}

/** What the page says of a version: true for seen, false for not; undefined where it lacks the command. */
export const claimOf = ({seen, absent}, version) => (seen.includes(version) ? true : absent.includes(version) ? false : undefined)
