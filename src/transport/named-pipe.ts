import {constants, openSync} from 'node:fs'
import {Socket} from 'node:net'
import type {Readable} from 'node:stream'

/**
 * Reads a named pipe, and waits for its first writer in the event loop: a plain `open` waits in a thread, which nothing interrupts. On Linux a pipe that was
 * opened without waiting is at its end only when a writer has come and gone (fifo(7)); elsewhere it may be at once.
 *
 * @throws the error of `open`
 */
export const readNamedPipe = (path: string): Readable =>
  new Socket({fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false})
