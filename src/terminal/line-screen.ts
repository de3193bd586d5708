import {Writable} from 'node:stream'
import type {WriteStream} from 'node:tty'

/** The terminal as readline sees it: its width changes only when we have moved to where the line begins in the new one. */
export class LineScreen extends Writable {
  columns: number

  constructor(terminal: WriteStream) {
    super({
      decodeStrings: false,
      write: (chunk: string | Uint8Array, _encoding, done) => {
        terminal.write(chunk)
        done()
      },
    })
    this.columns = terminal.columns
  }
}

/** Goes to the row that is as far below the beginning of a line as the cursor was; the terminal has put the cursor `rows` below it. */
export const rowsMoved = (before: number, rows: number): string => (rows > before ? `\u001B[${rows - before}A` : '\n'.repeat(before - rows))
