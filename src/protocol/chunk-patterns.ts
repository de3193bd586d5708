import type {Chunk, Chunking} from './chunk.ts'
import {addMap} from './commands/map/add-map.ts'
import type {MapReference, MapVersion} from './commands/map/reference.ts'
import type {EntryBatch} from './entry-batch.ts'
import {type WireText, word} from './word.ts'

const [TAB, LF, CR, SP] = [0x09, 0x0a, 0x0d, 0x20]

/** Patterns from which on a payload of their own is worth its round trip; fewer go among the commands of a line. */
const shortRun = 32

export interface PatternRooms {
  /** Bytes that a payload may have. */
  readonly payload: number
  /** Bytes that a line of commands may have. */
  readonly line: number
}

/** Bytes that a pattern takes of a chunk: as a payload line, or, where a blank in it makes that impossible, as an escaped word. */
export function patternLength(batch: EntryBatch, index: number): number {
  const pattern = batch.key(index)
  return (holdsBlank(pattern) ? word(pattern).length : pattern.length) + 2
}

/**
 * Fills payloads and lines with the patterns of an ACL. A payload takes no pattern with a blank: HAProxy cuts a line at the first one, and there must be one,
 * or all lines become one pattern (map.c cli_parse_add_map). Such patterns, and short runs of others between them, go as commands `add acl` of one line.
 */
export class PatternChunker implements Chunking {
  readonly #opening: WireText
  readonly #rooms: PatternRooms
  #run: Buffer[] = []
  #runLength = 0
  #commands: WireText[] = []
  #lineLength = 0

  constructor(acl: MapReference, version: MapVersion, rooms: PatternRooms) {
    this.#opening = addMap.encode(acl, '-', undefined, version).slice(0, -1)
    this.#rooms = rooms
  }

  push(batch: EntryBatch): Chunk[] {
    const full: Chunk[] = []
    for (let index = 0; index < batch.count; index += 1) {
      const pattern = batch.key(index)
      if (!holdsBlank(pattern)) full.push(...this.#toRun(pattern))
      else full.push(...this.#endRun(), ...this.#toLine(pattern))
    }
    return full
  }

  end(): Chunk[] {
    return [...this.#endRun(), ...this.#takeLine()]
  }

  #toRun(pattern: Buffer): Chunk[] {
    const length = pattern.length + 2
    const full = this.#runLength > 0 && this.#runLength + length > this.#rooms.payload ? this.#takeRun() : []
    this.#run.push(pattern)
    this.#runLength += length
    return full
  }

  /** What comes next goes into a line: a run that is short goes there before it. */
  #endRun(): Chunk[] {
    const run = this.#run
    const mayBeWords = run.length < shortRun && run.every((pattern) => this.#fitsLine(pattern))
    if (!mayBeWords) return this.#takeRun()
    this.#run = []
    this.#runLength = 0
    return run.flatMap((pattern) => this.#toLine(pattern))
  }

  /** No word of a command line holds CR, and escaped it may be twice as long. */
  #fitsLine(pattern: Buffer): boolean {
    return pattern.length > 0 && !pattern.includes(CR) && this.#opening.length + 2 * pattern.length < this.#rooms.line
  }

  #toLine(pattern: Buffer): Chunk[] {
    const command = `${this.#opening}${word(pattern)}`
    const full = this.#lineLength > 0 && this.#lineLength + command.length + 1 > this.#rooms.line ? this.#takeLine() : []
    this.#commands.push(command)
    this.#lineLength += command.length + 1
    return full
  }

  #takeLine(): Chunk[] {
    const commands = this.#commands
    if (commands.length === 0) return []
    this.#commands = []
    this.#lineLength = 0
    return [{payload: Buffer.from(`${commands.join(';')}\n`, 'latin1'), entries: commands.length, commands: commands.length}]
  }

  /** Behind the line that was begun before it. */
  #takeRun(): Chunk[] {
    const [run, length] = [this.#run, this.#runLength]
    if (run.length === 0) return []
    this.#run = []
    this.#runLength = 0
    const payload = Buffer.allocUnsafe(length)
    let at = 0
    for (const pattern of run) {
      at += pattern.copy(payload, at)
      payload[at++] = SP
      payload[at++] = LF
    }
    return [...this.#takeLine(), {payload, entries: run.length, commands: 0}]
  }
}

function holdsBlank(pattern: Buffer): boolean {
  for (const byte of pattern) if (byte === SP || byte === TAB) return true
  return false
}
