/** What stands for one character: configuration manual 2.2, tools.c parse_line. */
const escaped = /\\(?:([ \\#'"])|([tnr])|x([\dA-Fa-f]{2}))/y
const control: Readonly<Record<string, string>> = {t: '\t', n: '\n', r: '\r'}

/** The words of a line of haproxy.cfg, as HAProxy reads it: quotes, escapes, `#`. Variables stand in them as they are written. */
export function lineWords(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (let at = 0; at < line.length; ) {
    const letter = line[at] ?? ''
    const taken = quote === "'" ? undefined : escapeAt(line, at)
    if (!quote && letter === '#') break
    if (!quote && /\s/.test(letter)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (letter === quote) quote = undefined
    else if (!quote && (letter === '"' || letter === "'")) {
      quote = letter
      word ??= ''
    } else word = (word ?? '') + (taken?.text ?? letter)
    at += taken?.length ?? 1
  }
  return word === undefined ? words : [...words, word]
}

function escapeAt(line: string, at: number): {readonly text: string; readonly length: number} | undefined {
  escaped.lastIndex = at
  const [whole, itself, letter, code] = escaped.exec(line) ?? []
  if (whole === undefined) return undefined
  return {text: itself ?? (letter === undefined ? String.fromCharCode(Number.parseInt(code ?? '', 16)) : (control[letter] ?? '')), length: whole.length}
}
