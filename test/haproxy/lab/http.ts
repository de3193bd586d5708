import {connect, type Socket} from 'node:net'

export interface HttpAnswer {
  status: number
  /** One character a byte. */
  body: string
}

interface Waiting {
  path: string
  first: boolean
  resolve(answer: HttpAnswer): void
  reject(error: Error): void
}

/** A keep-alive client with one request at a time. It connects when needed, also anew after HAProxy has closed. */
export class HttpConnection {
  readonly #port: number
  #socket: Socket | undefined
  #received = ''
  #waiting: Waiting | undefined
  #turn: Promise<unknown> = Promise.resolve()

  constructor(port: number) {
    this.#port = port
  }

  /** Requests made at the same time go out one after the other. */
  get(path: string): Promise<HttpAnswer> {
    const answer = this.#turn.then(() => this.#request(path))
    this.#turn = answer.catch(() => undefined)
    return answer
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }

  #request(path: string): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = {path, resolve, reject, first: this.#socket === undefined}
      this.#send(path)
    })
  }

  #send(path: string): void {
    this.#socket ??= this.#connect()
    this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: lab\r\n\r\n`, 'latin1')
  }

  #connect(): Socket {
    const socket = connect({host: '127.0.0.1', port: this.#port, noDelay: true})
    this.#received = ''
    let failure = new Error('HAProxy closed the connection before the answer was complete')
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => this.#read(text))
    socket.on('error', (error) => {
      failure = error
    })
    socket.on('close', () => this.#closed(socket, failure))
    return socket
  }

  #read(text: string): void {
    this.#received += text
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = this.#received.slice(0, end)
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
    const body = this.#received.slice(end + 4)
    if (body.length < length) return
    this.#received = ''
    if (/\r\nconnection: *close/i.test(head)) this.close()
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve({status: Number(head.slice(9, 12)), body: body.slice(0, length)})
  }

  /** An idle connection may close under a new request: that one goes out again, once, as a browser would send it. */
  #closed(socket: Socket, failure: Error): void {
    if (this.#socket !== socket) return
    this.#socket = undefined
    const waiting = this.#waiting
    if (!waiting) return
    if (!waiting.first && this.#received === '') {
      waiting.first = true
      return this.#send(waiting.path)
    }
    this.#waiting = undefined
    waiting.reject(failure)
  }
}
