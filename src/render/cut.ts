import type {Kept, TextMeasure} from './width.ts'

/** How the cells of a column are cut. */
export interface Cutting {
  readonly cut: (text: string, measure: TextMeasure) => string
  /** Two texts that differ look the same. */
  readonly alike: boolean
}

/** What two or more texts have in common at their beginning. */
function commonStart(texts: readonly (readonly string[])[]): number {
  const [first = [], ...others] = texts
  const end = first.findIndex((character, index) => others.some((other) => other[index] !== character))
  return end === -1 ? first.length : end
}

/** Texts of one group by where they differ: `prod-eu…blue…http`, `prod-eu…green…http`. */
function byDifference(texts: readonly string[], width: number, measure: TextMeasure): [text: string, cut: string][] {
  const characters = texts.map((text) => [...text])
  const start = commonStart(characters)
  const shortest = characters.reduce((least, {length}) => Math.min(least, length), Number.POSITIVE_INFINITY)
  const end = Math.min(commonStart(characters.map((each) => each.toReversed())), shortest - start)
  return characters.map((each, index) => {
    const differs = each.slice(start, each.length - end).join('')
    const room = Math.max(0, width - measure.width(differs) - 2)
    const before = each.slice(0, Math.min(start, Math.ceil(room / 2))).join('')
    const after = each.slice(each.length - Math.min(end, Math.floor(room / 2)), each.length).join('')
    return [texts[index] ?? '', measure.cut(`${before}…${differs}…${after}`, width)]
  })
}

function grouped(texts: readonly string[], by: (text: string) => string): string[][] {
  const groups = new Map<string, string[]>()
  for (const text of texts) {
    const key = by(text)
    const group = groups.get(key)
    if (group) group.push(text)
    else groups.set(key, [text])
  }
  return [...groups.values()]
}

/**
 * Cuts the texts of a column so that those that differ still do: at the end, else in the middle, at the start, and last where they differ.
 *
 * @param kept what the column would rather keep
 */
export function cutting(column: readonly string[], width: number, measure: TextMeasure, kept: Kept = 'start'): Cutting {
  const texts = [...new Set(column)]
  const alike = (cut: (text: string) => string): boolean => new Set(texts.map(cut)).size < texts.length
  const way = [kept, 'ends' as const, 'end' as const].find((each) => !alike((text) => measure.cut(text, width, each)))
  if (way) return {cut: (text, measured) => measured.cut(text, width, way), alike: false}
  const groups = grouped(texts, (text) => measure.cut(text, width, 'ends')).filter(({length}) => length > 1)
  const own = new Map(groups.flatMap((group) => byDifference(group, width, measure)))
  const cut: Cutting['cut'] = (text, measured) => own.get(text) ?? measured.cut(text, width, 'ends')
  return {cut, alike: alike((text) => cut(text, measure))}
}
