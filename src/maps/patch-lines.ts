import type {RuntimeClient} from '../client/runtime-client.ts'
import {addMap} from '../protocol/commands/map/add-map.ts'
import {delMap} from '../protocol/commands/map/del-map.ts'
import {type MapReference, mapWord, verb} from '../protocol/commands/map/reference.ts'
import {setMap} from '../protocol/commands/map/set-map.ts'
import {bufferReserve} from '../protocol/dialect.ts'
import {HactlError} from '../protocol/error.ts'
import {line} from '../protocol/line.ts'
import type {WireText} from '../protocol/word.ts'
import {countText} from './count-text.ts'
import type {DiffLine} from './diff-walk.ts'
import {type Hash, hashAll} from './hash.ts'
import {HashTable} from './hash-table.ts'

/** One line of changing commands, joined with `;`. */
export interface PatchLine {
  readonly bytes: Buffer
  readonly commands: readonly WireText[]
}

/** Changing commands on a line: more of them at once have set off HAProxy's watchdog (#1515, #419). */
const most = 100

/** Joins commands as long as they fit on a line. */
class Joined {
  readonly lines: PatchLine[] = []
  readonly #room: number
  readonly #most: number
  #commands: WireText[] = []
  #length = 0

  constructor(room: number, most: number) {
    this.#room = room
    this.#most = most
  }

  push(command: WireText): void {
    const length = command.length + 1
    if (length > this.#room) throw tooLong(length, this.#room)
    if (this.#commands.length === this.#most || this.#length + length > this.#room) this.end()
    this.#commands.push(command)
    this.#length += length
  }

  end(): readonly PatchLine[] {
    if (this.#commands.length > 0) this.lines.push({bytes: line(...this.#commands), commands: this.#commands})
    this.#commands = []
    this.#length = 0
    return this.lines
  }
}

/**
 * The commands of a patch. New values and new keys go first, removals last, so that traffic does not miss a key that merely makes way for another one.
 */
export class PatchLines {
  readonly #map: MapReference
  readonly #deletesOne: boolean
  readonly #groups: Readonly<Record<'set' | 'add' | 'single' | 'del', Joined>>
  readonly #deleted = new HashTable({values: false})
  readonly #hash: Hash = {a: 0, b: 0}

  /** @param longest bytes of a line; never more than HAProxy's buffer has room for */
  constructor({dialect, bufferSize}: RuntimeClient, map: MapReference, longest = Number.POSITIVE_INFINITY) {
    const joined = (): Joined => new Joined(Math.min(longest, bufferSize - bufferReserve), dialect.answersEachCommand ? most : 1)
    this.#map = map
    this.#deletesOne = dialect.deletesOneDuplicate
    this.#groups = {set: joined(), add: joined(), single: joined(), del: joined()}
  }

  /**
   * @param surplus how many of a running key are too many, where the source has it once
   * @throws HactlError `word-invalid`, `key-is-address`, `entry-too-long` for what no command line can carry
   */
  push({kind, key, value = Buffer.alloc(0)}: DiffLine, surplus = 0): void {
    if (surplus > 0) this.#single(key, value, surplus)
    else if (kind === 'added') this.#groups.add.push(addMap.encode(this.#map, key, this.#map.kind.values ? value : undefined))
    else if (kind === 'changed') this.#groups.set.push(setMap.encode(this.#map, key, value))
    else if (this.#deletesOne || this.#firstOf(key)) this.#groups.del.push(delMap.encode(this.#map, key))
  }

  /** Where `del map` takes all of a key it is added again at once. */
  #single(key: Uint8Array, value: Uint8Array, surplus: number): void {
    const {single} = this.#groups
    const del = delMap.encode(this.#map, key)
    if (!this.#deletesOne) {
      single.push(del)
      single.push(addMap.encode(this.#map, key, this.#map.kind.values ? value : undefined))
      return
    }
    if (this.#map.kind.values) single.push(setMap.encode(this.#map, key, value))
    for (let count = 0; count < surplus; count += 1) single.push(del)
  }

  end(): readonly PatchLine[] {
    const {set, add, single, del} = this.#groups
    return [set, add, single, del].flatMap((group) => group.end())
  }

  #firstOf(key: Uint8Array): boolean {
    hashAll(key, this.#hash)
    this.#deleted.seek(this.#hash)
    const first = this.#deleted.state === 0
    this.#deleted.state = 1
    return first
  }
}

/** The commands of a patch, each kind once, and how many there are of it. */
export function patchPlan(map: MapReference, lines: readonly PatchLine[]): string[] {
  const commands = lines.flatMap((each) => each.commands)
  return ['set', 'add', 'del'].flatMap((action) => {
    const name = verb(action)(map)
    const these = commands.filter((command) => command.startsWith(`${name} `))
    const bytes = these.reduce((sum, {length}) => sum + length + 1, 0)
    const words = !map.kind.values ? 'PATTERN' : action === 'del' ? 'KEY' : 'KEY VALUE'
    const count = `${countText(these.length)} ${these.length === 1 ? 'command' : 'commands'}`
    return these.length === 0 ? [] : [`${name} ${mapWord(map)} ${words}  # ${count}, ${countText(bytes)} bytes`]
  })
}

/** The very lines. */
export async function* patchWire(lines: readonly PatchLine[]): AsyncGenerator<Uint8Array, void> {
  for (const {bytes} of lines) yield bytes
}

const tooLong = (length: number, room: number): HactlError =>
  new HactlError('entry-too-long', {
    exit: 2,
    message: `as a command this entry takes ${length} bytes, and there is room for ${room} on a line`,
    hint: 'tune.bufsize in the global section of haproxy.cfg makes the buffer larger',
  })
