import type {Interface} from 'node:readline/promises'

const searchKey = '\u0012'
const leave = new Set(['\u0007', '\u0003'])
const erase = new Set(['\u007F', '\b'])

/** Puts another line into the editor. */
export function replaceLine(reader: Interface, text: string): void {
  reader.write(null, {ctrl: true, name: 'e'})
  reader.write(null, {ctrl: true, name: 'u'})
  if (text !== '') reader.write(text)
}

/** Ctrl-R: the last line of the history that holds what is typed then; Ctrl-R again goes further back, Ctrl-G leaves, anything else takes the line. */
export class ReverseSearch {
  readonly #reader: Interface
  readonly #history: readonly string[]
  readonly #prompt: () => string
  #search: {query: string; at: number; readonly before: string} | undefined

  /** @param history newest first */
  constructor(reader: Interface, history: readonly string[], prompt: () => string) {
    this.#reader = reader
    this.#history = history
    this.#prompt = prompt
  }

  get active(): boolean {
    return this.#search !== undefined
  }

  /** @returns what of the keys is not for the search */
  take(keys: string): string {
    for (let at = 0; at < keys.length; ) {
      const key = String.fromCodePoint(keys.codePointAt(at) ?? 0)
      const mine = this.#search ? this.#key(key) : key === searchKey && this.#begin()
      if (!mine) return keys.slice(at)
      at += key.length
    }
    return ''
  }

  #begin(): true {
    this.#search = {query: '', at: -1, before: this.#reader.line}
    this.#show()
    return true
  }

  #key(key: string): boolean {
    const search = this.#search
    if (!search) return false
    if (key === searchKey) this.#find(search.at + 1)
    else if (erase.has(key)) {
      search.query = search.query.slice(0, -1)
      this.#find(0)
    } else if (leave.has(key)) this.#end(search.before)
    else if (key < ' ') {
      this.#end(this.#reader.line)
      return false
    } else {
      search.query += key
      this.#find(Math.max(0, search.at))
    }
    return true
  }

  #find(from: number): void {
    const search = this.#search
    if (!search) return
    const at = this.#history.findIndex((line, index) => index >= from && line.includes(search.query))
    if (at !== -1 && search.query !== '') search.at = at
    this.#show()
  }

  #show(): void {
    const search = this.#search
    if (!search) return
    this.#reader.setPrompt(`(search ${JSON.stringify(search.query)}) `)
    this.#put(this.#history[search.at] ?? search.before)
  }

  #end(line: string): void {
    this.#search = undefined
    this.#reader.setPrompt(this.#prompt())
    this.#put(line)
  }

  #put(line: string): void {
    replaceLine(this.#reader, line)
    this.#reader.prompt(true)
  }
}
