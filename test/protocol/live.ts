import {connect} from 'node:net'
import type {LabHaproxy} from '../haproxy/lab.ts'

/**
 * What HAProxy answers to a line behind which nothing can come: our end of the connection is closed. Nothing at all is the answer to a line that is not
 * over for HAProxy, one that opens a payload or ends in a backslash.
 */
export function answerAtEnd({socket}: Pick<LabHaproxy, 'socket'>, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const link = connect({path: socket})
    link.setTimeout(10_000, () => link.destroy(new Error(`no end of the answer to ${JSON.stringify(line)}`)))
    link.on('data', (bytes) => {
      answer += bytes.toString('latin1')
    })
    link.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : reject(error)))
    link.on('close', () => resolve(answer))
    link.end(Buffer.from(line, 'latin1'))
  })
}
