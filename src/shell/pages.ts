import type {Dialect} from '../protocol/dialect.ts'
import {parseRawLine} from '../protocol/raw-line.ts'
import {ReaderLeft} from '../terminal/pager.ts'
import type {Terminal} from '../terminal/terminal.ts'

/** s that HAProxy waits for a reader who looks at a page; its own `stats timeout` (10 s) would cut the answer. One of its slots is held meanwhile. */
export const readerTimeout = 600

/** Whether a line of HAProxy comes as things happen: each piece is to be seen at once. */
export const isAwaited = (line: string, dialect: Dialect): boolean => parseRawLine(line, dialect).silence > 0

interface PagedOptions {
  /** A reader who leaves has seen enough; else the command goes on unheard. */
  readonly stops: boolean
  readonly signal: AbortSignal
}

/** Runs a command whose answer goes through the pager of this user where it is long. A pager that is left early is no error. */
export async function paged(terminal: Terminal, {stops, signal}: PagedOptions, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const paging = await terminal.page(stops)
  try {
    await run(paging ? AbortSignal.any([signal, paging.signal]) : signal)
  } catch (error) {
    if (!(error instanceof ReaderLeft)) throw error
  } finally {
    await paging?.end()
  }
}
