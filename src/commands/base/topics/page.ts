import {wrapped} from '../../../render/wrap.ts'
import type {Style} from '../../../terminal/style.ts'

/** What a word stands for. */
export type Term = readonly [word: string, meaning: string]

/** A paragraph, a list of terms, or lines that are typed as they stand. Commands in a text stand between backticks. */
export type Block = string | {readonly terms: readonly Term[]} | {readonly lines: readonly string[]}

/** What `hactl help NAME` tells. */
export interface Page {
  readonly name: string
  /** In a line, without a full stop. */
  readonly summary: string
  /** A heading, and what stands under it. */
  readonly sections: readonly (readonly [heading: string, ...blocks: Block[]])[]
}

const indent = '  '
/** Lines that are longer are read less well. */
const widest = 100
/** A meaning that would have less than this beside its term stands under it. */
const leastBeside = 40

const asText = (text: string): string => text.replaceAll('`', '')

function termLines(terms: readonly Term[], width: number, {bold}: Style): string[] {
  const column = Math.max(...terms.map(([word]) => word.length)) + indent.length
  if (width - column < leastBeside) {
    return terms.flatMap(([word, meaning]) => [bold(word), ...wrapped(asText(meaning), width - indent.length).map((line) => indent + line)])
  }
  return terms.flatMap(([word, meaning]) => {
    const [first = '', ...rest] = wrapped(asText(meaning), width - column)
    return [bold(word) + ' '.repeat(column - word.length) + first, ...rest.map((line) => ' '.repeat(column) + line)]
  })
}

function blockLines(block: Block, width: number, style: Style): string[] {
  if (typeof block === 'string') return wrapped(asText(block), width)
  return 'terms' in block ? termLines(block.terms, width, style) : block.lines.map((line) => indent + line)
}

/** A page as a terminal of so many columns shows it. */
export function pageText({name, summary, sections}: Page, columns: number, style: Style): string {
  const width = Math.min(columns, widest) - indent.length
  const parts = sections.map(([heading, ...blocks]) => {
    const lines = blocks.flatMap((block, index) => [...(index > 0 ? [''] : []), ...blockLines(block, width, style)])
    return [style.bold(heading), ...lines.map((line) => (line === '' ? '' : indent + line))].join('\n')
  })
  const [first = '', ...title] = wrapped(`${name}: ${summary}`, width)
  return `${[[style.bold(first), ...title].join('\n'), ...parts].join('\n\n')}\n`
}
