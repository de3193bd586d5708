/** Measures and cuts text by the columns that it takes on a terminal. */
export interface TextMeasure {
  width(text: string): number
  /** At most `limit` columns, the last one being … when something was cut. */
  cut(text: string, limit: number): string
}

// oxlint-disable-next-line no-control-regex -- ASCII begins with them
const ascii = /^[\u0000-\u007f]*$/

/** Nothing but ASCII: one column a character. */
export const isAscii = (text: string): boolean => ascii.test(text)

export const asciiMeasure: TextMeasure = {
  width: (text) => text.length,
  cut: (text, limit) => (text.length <= limit ? text : `${text.slice(0, Math.max(0, limit - 1))}…`),
}

/** For all of Unicode; its tables are loaded when the first text needs them. */
export async function unicodeMeasure(): Promise<TextMeasure> {
  const {default: measured} = await import('fast-string-width')
  const width = (text: string): number => (isAscii(text) ? text.length : measured(text))
  const cut = (text: string, limit: number): string => {
    if (isAscii(text)) return asciiMeasure.cut(text, limit)
    if (width(text) <= limit) return text
    const characters = [...text].slice(0, limit * 2)
    const fits = (count: number): boolean => width(characters.slice(0, count).join('')) < limit
    return `${characters.slice(0, most(characters.length, fits)).join('')}…`
  }
  return {width, cut}
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
