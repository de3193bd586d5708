/** What was typed up to the cursor, as bash reads it. */
export interface TypedLine {
  /** Without quotes; what `>` and `<` name is left out. */
  readonly words: readonly string[]
  /** The last word, as far as it goes, without quotes. */
  readonly begun: string
  /** The quote that is open at the cursor. */
  readonly quote: string
  /** The last word is a file that bash itself opens. */
  readonly isRedirected: boolean
}

/** Variables stay as they are written. */
export function readTyped(line: string): TypedLine {
  const words: string[] = []
  let begun: string | undefined
  let quote = ''
  let isRedirected = false
  /** @param sign what ends it: the number of what `>` and `<` open, and the `&` in front of them, are no word */
  const end = (sign: string): void => {
    if (sign !== '' && begun !== undefined && /^(?:\d+|&)$/.test(begun)) begun = undefined
    if (begun !== undefined && !isRedirected) words.push(begun)
    if (begun !== undefined) isRedirected = false
    begun = undefined
  }
  for (let at = 0; at < line.length; at += 1) {
    const [character, next] = [line.charAt(at), line.charAt(at + 1)]
    if (character === '\\' && quote !== "'" && (quote === '' || /["\\$`]/.test(next))) {
      begun = (begun ?? '') + next
      at += 1
    } else if (quote !== '' && character === quote) quote = ''
    else if (quote === '' && (character === '"' || character === "'")) [quote, begun] = [character, begun ?? '']
    else if (quote === '' && /[\s<>]/.test(character)) {
      const sign = character.trim()
      end(sign)
      isRedirected ||= sign !== ''
    } else begun = (begun ?? '') + character
  }
  return {words, begun: begun ?? '', quote, isRedirected}
}
