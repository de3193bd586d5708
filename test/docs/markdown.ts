import {readdirSync, readFileSync} from 'node:fs'
import {root} from '../../scripts/commands.mjs'

/** A page for users, by its path in the project. */
export interface Page {
  readonly path: string
  readonly text: string
}

export const pageOf = (path: string): Page => ({path, text: readFileSync(`${root}${path}`, 'utf8')})

/** All pages that users read. */
export function pages(): Page[] {
  const top = readdirSync(root).filter((name) => name.endsWith('.md'))
  const docs = readdirSync(`${root}docs`, {recursive: true, encoding: 'utf8'}).filter((name) => name.endsWith('.md'))
  return [...top, ...docs.map((name) => `docs/${name}`)].map(pageOf)
}

const fence = /^```(\w*)\n([\s\S]*?)^```$/gm

/** Lines of the code blocks, with lines that end in a backslash joined to the next. */
export const blockLines = ({text}: Page): string[] =>
  [...text.matchAll(fence)].flatMap(([, , code = '']) => code.replaceAll(/ *\\\n\s*/g, ' ').split('\n')).map((line) => line.trim())

/** What stands between backticks in the running text. */
export const codeSpans = ({text}: Page): string[] => [...text.replaceAll(fence, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)
