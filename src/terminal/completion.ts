/** What may stand at the end of a line that is typed. */
export interface Completion {
  /** The end that it stands for. */
  readonly begun: string
  /** In the order in which they are shown. */
  readonly found: readonly Candidate[]
}

export interface Candidate {
  /** As it is typed. */
  readonly text: string
  /** What follows when there is no other: a blank, and a quote before it. */
  readonly ending: string
  /** As it stands in a list. */
  readonly shown: string
}

/** What all of these begin with. */
function commonStart([first = '', ...others]: readonly string[]): string {
  let length = first.length
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1
  return first.slice(0, length)
}

/** What can be typed for the user: all of the only candidate, or what all of them have in common. */
export function typedFor({begun, found}: Completion): string {
  const [only, ...others] = found
  if (!only) return begun
  if (others.length === 0) return only.text + only.ending
  // not a backslash without what it escapes
  const start = commonStart(found.map(({text}) => text)).replace(/(?<=(?:^|[^\\])(?:\\\\)*)\\$/, '')
  return start.length < begun.length ? begun : start
}

/** Columns between two words. */
const gap = 2

/**
 * Words in columns, read from the top to the bottom as in `ls`.
 *
 * @param rows that are shown; undefined: all
 */
export function inColumns(words: readonly string[], widthOf: (word: string) => number, columns: number, rows: number | undefined): string[] {
  const width = Math.max(...words.map(widthOf)) + gap
  const across = Math.max(1, Math.floor((columns + gap) / width))
  const down = Math.ceil(words.length / across)
  // what does not fit is cut at the end: then a row holds the next words, and none is left out between
  const shown = rows !== undefined && down > rows ? words.slice(0, rows * across) : words
  const height = Math.ceil(shown.length / across)
  const lines = Array.from({length: height}, (_, row) =>
    shown
      .filter((_each, at) => at % height === row)
      .map((word) => word + ' '.repeat(width - widthOf(word)))
      .join('')
      .trimEnd(),
  )
  if (shown.length === words.length) return lines
  return [...lines, `… ${words.length - shown.length} more of ${words.length}; Tab once more shows all`]
}
