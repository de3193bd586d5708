import {Socket} from 'node:net'

type Done = (error?: Error | null) => void

/**
 * A socket that goes on reading after a failed write: HAProxy closes at a line it does not like, and says why in what is still to be read, while
 * node would throw that away at the first EPIPE.
 */
export class PatientSocket extends Socket {
  writeFailure: Error | undefined

  override _write(chunk: unknown, encoding: BufferEncoding, done: Done): void {
    super._write(chunk, encoding, this.#forgiving(done))
  }

  override _writev(chunks: {chunk: unknown; encoding: BufferEncoding}[], done: Done): void {
    super._writev?.(chunks, this.#forgiving(done))
  }

  #forgiving(done: Done): Done {
    return (error) => {
      if (!error || !isBrokenPipe(error)) return done(error)
      this.writeFailure = error
      done()
    }
  }
}

const isBrokenPipe = (error: NodeJS.ErrnoException): boolean => error.code === 'EPIPE' || error.code === 'ECONNRESET'
