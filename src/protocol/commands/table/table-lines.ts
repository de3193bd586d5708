import {type Reply, replyOf} from '../../reply.ts'
import {tableHeaderOf} from './table-header.ts'

const LF = 0x0a

/** Tells the lines of entries in the answer of `show table NAME …` from its heading and its end, byte for byte. No key holds a line feed: HAProxy escapes it. */
export class TableLines {
  #rest: Buffer = Buffer.alloc(0)
  #foreign = ''
  #ended = false

  /** Bytes that are kept because they are no whole line yet, or no entry. */
  get held(): number {
    return this.#rest.length + this.#foreign.length
  }

  /** @returns the lines of entries that are complete now, as they came */
  push(chunk: Buffer): Buffer {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    const runs: Buffer[] = []
    let start = 0
    let run = 0
    for (let feed = bytes.indexOf(LF); feed !== -1; feed = bytes.indexOf(LF, start)) {
      if (bytes[start] !== 0x30 || bytes[start + 1] !== 0x78) {
        if (start > run) runs.push(bytes.subarray(run, start))
        run = feed + 1
        this.#other(bytes.toString('latin1', start, feed))
      }
      start = feed + 1
    }
    if (start > run) runs.push(bytes.subarray(run, start))
    this.#rest = bytes.subarray(start)
    const [only = Buffer.alloc(0), ...others] = runs
    return others.length === 0 ? only : Buffer.concat(runs)
  }

  /** @returns what HAProxy said instead of entries (empty: nothing); `complete` is false without the final blank line */
  end(): Reply {
    return replyOf(this.#foreign + this.#rest.toString('latin1'), this.#ended && this.#rest.length === 0)
  }

  #other(line: string): void {
    if (tableHeaderOf(line)) return
    if (line === withheld) this.#foreign += 'Permission denied\n'
    else if (line === '') this.#ended = true
    else this.#foreign += `${line}\n`
  }
}

/** What a level of `user` gets instead of entries (stick_table.c table_dump_head_to_buffer). */
const withheld = '# contents not dumped due to insufficient privileges'
