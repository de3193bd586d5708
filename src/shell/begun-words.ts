/** A line as far as it is typed, for the completion of its last word. */
export interface BegunWords {
  /** The words before, as they are meant. */
  readonly words: readonly string[]
  /** The last one as far as it goes, as it is meant. */
  readonly begun: string
  /** The same as it is typed. */
  readonly typed: string
  /** A quote that is still open. */
  readonly quote: Quote
}

export type Quote = '' | '"' | "'"

const isBlank = (character: string): boolean => character === ' ' || character === '\t'

/** @param quoting `"` and `'` keep blanks, as in commands of hactl; a backslash keeps what stands behind it everywhere */
export function begunWords(line: string, quoting: boolean): BegunWords {
  const words: string[] = []
  let start = 0
  let begun = ''
  let quote: Quote = ''
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at)
    const escapes = quote === '' || (quote === '"' && /["\\]/.test(line.charAt(at + 1)))
    if (character === '\\' && quote !== "'" && escapes) {
      at += 1
      begun += line.charAt(at)
    } else if (quote !== '' && character === quote) quote = ''
    else if (quoting && quote === '' && (character === '"' || character === "'")) quote = character
    else if (quote === '' && isBlank(character)) {
      if (at > start) words.push(begun)
      start = at + 1
      begun = ''
    } else begun += character
  }
  return {words, begun, typed: line.slice(start), quote}
}

/** How a word is typed, so that it is one word. The quote stays open: the word may go on. */
export function asTyped(word: string, quote: Quote): string {
  if (quote === '"') return `"${word.replaceAll(/["\\]/g, '\\$&')}`
  if (quote === "'" && !word.includes("'")) return `'${word}`
  return word.replaceAll(/[\s"'\\;]/g, '\\$&')
}
