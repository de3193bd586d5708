import {textOf} from './bytes.ts'
import {type Cell, type Chunk, type Column, cellOf, type Row, type RowBatches} from './types.ts'

const tab = 0x09
const newline = 0x0a

/** Bytes that are no text leave as they came. */
const plainCell = (cell: Cell): Chunk => {
  if (cell instanceof Uint8Array) return textOf(cell) ?? cell
  return cell === null ? '' : String(cell)
}

function lineOf(cells: readonly Chunk[]): Chunk {
  if (cells.every((cell) => typeof cell === 'string')) return `${cells.join('\t')}\n`
  const parts = cells.flatMap((cell, index) => [typeof cell === 'string' ? Buffer.from(cell) : cell, Buffer.of(index === cells.length - 1 ? newline : tab)])
  return Buffer.concat(parts)
}

/** The fewest pieces that hold the lines in order. */
function* joined(lines: Iterable<Chunk>): Generator<Chunk> {
  let text = ''
  for (const line of lines) {
    if (typeof line === 'string') text += line
    else {
      if (text !== '') yield text
      text = ''
      yield line
    }
  }
  if (text !== '') yield text
}

/** Tab separated, no heading, one row a line, nothing escaped or cut: for awk, cut and read. */
export async function* plainRows(columns: readonly Column[], batches: RowBatches): AsyncGenerator<Chunk> {
  const plainLine = (row: Row): Chunk => lineOf(columns.map((column) => plainCell(cellOf(row, column))))
  for await (const rows of batches) yield* joined(rows.map(plainLine))
}
