import {isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument} from 'yaml'
import {HactlError} from '../protocol/error.ts'

/** What stands for a key, and where the key stands. */
export interface Entry {
  readonly key: string
  readonly at: ParsedNode
  readonly value: ParsedNode | null
}

/** A YAML text whose mistakes are named with line and column. */
export class YamlReader {
  readonly #path: string
  readonly #lines = new LineCounter()
  readonly root: ParsedNode | null

  /** @throws HactlError `context-file-invalid` for what is no YAML */
  constructor(path: string, text: string) {
    this.#path = path
    const document = parseDocument(text, {lineCounter: this.#lines, prettyErrors: false})
    const [error] = document.errors
    if (error) throw this.#invalid(error.pos[0], error.message)
    this.root = document.contents
  }

  /** `/etc/hactl.yaml:7` */
  origin({range}: ParsedNode): string {
    return `${this.#path}:${this.#lines.linePos(range[0]).line}`
  }

  /** The entries of a mapping; none where nothing stands. */
  entries(node: ParsedNode | null, what: string): Entry[] {
    if (node === null || (isScalar(node) && node.value === null)) return []
    if (!isMap(node)) throw this.wrong(node, `${what} takes a mapping (key: value)`)
    return node.items.map(({key, value}) => ({key: this.text(key, 'a key'), at: key, value}))
  }

  /** The same where only some keys are known. */
  fields<Name extends string>(node: ParsedNode | null, what: string, known: readonly Name[]): Map<Name, Entry & {readonly value: ParsedNode}> {
    const found = new Map<Name, Entry & {readonly value: ParsedNode}>()
    for (const entry of this.entries(node, what)) {
      const name = known.find((each) => each === entry.key)
      if (name === undefined) throw this.#invalid(entry.at.range[0], `${what} has no ${JSON.stringify(entry.key)}; it takes ${known.join(', ')}`)
      if (entry.value === null) throw this.#invalid(entry.at.range[0], `${entry.key} has no value`)
      found.set(name, {...entry, value: entry.value})
    }
    return found
  }

  text(node: ParsedNode, what: string): string {
    if (isScalar(node) && typeof node.value === 'string' && node.value !== '') return node.value
    throw this.wrong(node, `${what} takes text`)
  }

  /** A text, or several. */
  texts(node: ParsedNode, what: string): {readonly text: string; readonly node: ParsedNode}[] {
    if (!isSeq(node)) return [{text: this.text(node, `${what} takes a list of texts, and each`), node}]
    if (node.items.length === 0) throw this.wrong(node, `${what} takes at least one`)
    return node.items.map((each) => ({text: this.text(each, `each of ${what}`), node: each}))
  }

  flag(node: ParsedNode, what: string): boolean {
    if (isScalar(node) && typeof node.value === 'boolean') return node.value
    throw this.wrong(node, `${what} takes true or false`)
  }

  oneOf<Choice extends string>(node: ParsedNode, what: string, choices: readonly Choice[]): Choice {
    const found = isScalar(node) ? choices.find((each) => each === node.value) : undefined
    if (found !== undefined) return found
    throw this.wrong(node, `${what} takes one of ${choices.join(', ')}`)
  }

  /** What `read` makes of a text; what it finds wrong is told with its place. */
  parsed<Value>(node: ParsedNode, what: string, read: (text: string) => Value): Value {
    const text = this.text(node, what)
    try {
      return read(text)
    } catch (error) {
      if (error instanceof HactlError) throw this.#invalid(node.range[0], [error.message, error.hint].filter(Boolean).join('; '))
      throw error
    }
  }

  /** @param expected what takes what: `readOnly takes true or false` */
  wrong(node: ParsedNode, expected: string): HactlError {
    return this.#invalid(node.range[0], `${expected}, not ${found(node)}`)
  }

  #invalid(offset: number, message: string): HactlError {
    const {line, col} = this.#lines.linePos(offset)
    return new HactlError('context-file-invalid', {exit: 2, message: `${this.#path}:${line}:${col}: ${message}`, hint: 'docs/contexts.md shows the form'})
  }
}

function found(node: ParsedNode): string {
  if (isScalar(node)) return node.value === null ? 'nothing' : JSON.stringify(node.value)
  if (isAlias(node)) return 'an alias'
  return isSeq(node) ? 'a list' : 'a mapping'
}
