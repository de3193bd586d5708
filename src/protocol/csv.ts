/**
 * Reads CSV in pieces as HAProxy writes it (standard.c csv_enc): a cell with a quote, a comma or a line end stands in quotes, quotes in it are doubled.
 * An empty line is the end of an answer, not of CSV: `ended` tells that it came.
 */
export class CsvReader {
  #rest = ''
  #ended = false

  /** Text that is no whole record yet. */
  get rest(): string {
    return this.#rest
  }

  /** The empty line that ends an answer has come. */
  get ended(): boolean {
    return this.#ended
  }

  /** @returns the records that are complete now; what comes behind an empty line is none */
  push(text: string): string[][] {
    const all = this.#rest + text
    const records: string[][] = []
    let from = 0
    for (let feed = all.indexOf('\n'); feed !== -1 && !this.#ended; feed = all.indexOf('\n', feed + 1)) {
      const cells = cellsOf(all.slice(from, feed))
      if (!cells) continue // the line end stands in a cell
      if (feed === from) this.#ended = true
      else records.push(cells)
      from = feed + 1
    }
    this.#rest = all.slice(from)
    return records
  }
}

/** @returns undefined where a quote is still open */
function cellsOf(record: string): string[] | undefined {
  if (!record.includes('"')) return record.split(',')
  const cells: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^,"]*))(,|$)/y
  for (let found = cell.exec(record); found; found = cell.exec(record)) {
    const [, quoted, plain = '', end] = found
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '') return cells
  }
  return undefined
}
