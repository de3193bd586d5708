import {createReadStream} from 'node:fs'
import {type FileHandle, open} from 'node:fs/promises'
import {addAbortSignal, type Readable} from 'node:stream'
import {blocksOf, unreadable} from '../maps/file-source.ts'
import {keep, openScratch} from '../maps/scratch.ts'

const wanted = 'what hactl table dump wrote'

/** A dump that can be read twice: once to look whether all of it can be brought back, once to do so. */
export interface DumpLines {
  /** As messages name it. */
  readonly name: string
  /** In batches, one character a byte. */
  lines(): AsyncIterable<readonly string[]>
}

/** The dump in a file, or what came through a pipe. */
export class DumpSource implements DumpLines, AsyncDisposable {
  readonly name: string
  readonly #handle: FileHandle

  private constructor(name: string, handle: FileHandle) {
    this.name = name
    this.#handle = handle
  }

  /** @param path a file, a pipe, or `-` for `standardInput`; what can be read only once is kept in TMPDIR, without a name */
  static async open(path: string, standardInput: Readable, signal?: AbortSignal): Promise<DumpSource> {
    if (path === '-') return new DumpSource('standard input', await spooled(standardInput, signal))
    const handle = await open(path, 'r').catch(unreadable(path, wanted))
    const found = await handle.stat()
    if (found.isFile()) return new DumpSource(path, handle)
    await handle.close()
    if (found.isDirectory()) return unreadable(path, wanted)(new Error('it is a directory'))
    return new DumpSource(path, await spooled(createReadStream(path), signal))
  }

  async *lines(): AsyncGenerator<string[], void> {
    let rest = ''
    for await (const block of blocksOf(this.#handle, 0)) {
      const lines = (rest + block.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      yield lines
    }
    if (rest !== '') yield [rest]
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#handle.close()
  }
}

async function spooled(input: Readable, signal: AbortSignal | undefined): Promise<FileHandle> {
  const handle = await openScratch()
  try {
    const pieces: AsyncIterable<Uint8Array> = signal ? addAbortSignal(signal, input) : input
    for await (const piece of pieces) await keep(handle, piece)
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}
