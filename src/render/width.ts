/** What is left of a text that is too long: `ends` are both of them. */
export type Kept = 'start' | 'end' | 'ends'

/** Measures and cuts text by the columns that it takes on a terminal. */
export interface TextMeasure {
  width(text: string): number
  /** At most `limit` columns, with … where something was cut: its end, unless something else is kept. */
  cut(text: string, limit: number, kept?: Kept): string
}

// oxlint-disable-next-line no-control-regex -- ASCII begins with them
const ascii = /^[\u0000-\u007f]*$/

/** Nothing but ASCII: one column a character. */
export const isAscii = (text: string): boolean => ascii.test(text)

export const asciiMeasure: TextMeasure = {
  width: (text) => text.length,
  cut: (text, limit, kept = 'start') => {
    if (text.length <= limit) return text
    if (kept === 'ends') return bothEnds(asciiMeasure, text, limit)
    const room = Math.max(0, limit - 1)
    return kept === 'start' ? `${text.slice(0, room)}…` : `…${text.slice(text.length - room)}`
  },
}

/** The start and the end of a text that is too long, with one … between. */
const bothEnds = (measure: TextMeasure, text: string, limit: number): string => {
  const after = Math.ceil(limit / 2)
  return measure.cut(text, limit - after + 1) + measure.cut(text, after, 'end').slice(1)
}

/** For all of Unicode; its tables are loaded when the first text needs them. */
export async function unicodeMeasure(): Promise<TextMeasure> {
  const {default: measured} = await import('fast-string-width')
  const width = (text: string): number => (isAscii(text) ? text.length : measured(text))
  const cut = (text: string, limit: number, kept: Kept = 'start'): string => {
    if (isAscii(text)) return asciiMeasure.cut(text, limit, kept)
    if (width(text) <= limit) return text
    if (kept === 'ends') return bothEnds(measure, text, limit)
    const all = [...text]
    const characters = kept === 'start' ? all.slice(0, limit * 2) : all.slice(-limit * 2)
    const part = (count: number): string => (kept === 'start' ? characters.slice(0, count) : characters.slice(characters.length - count)).join('')
    const left = part(most(characters.length, (count) => width(part(count)) < limit))
    return kept === 'start' ? `${left}…` : `…${left}`
  }
  const measure = {width, cut}
  return measure
}

/** The largest count up to `all` that fits, where a smaller one fits too. */
function most(all: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, all]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}
