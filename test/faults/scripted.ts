import {once} from 'node:events'
import {rmSync} from 'node:fs'
import {createServer, type Server, type Socket} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

let servers = 0

/** A server without any HAProxy behind it, which does what a test tells it with each connection. */
export class ScriptedServer implements AsyncDisposable {
  readonly sockets: Socket[] = []
  /** Of each connection, all that the client has written, as text of one character a byte. */
  readonly heard: string[] = []
  readonly #server: Server
  readonly #path = join(tmpdir(), `hactl-scripted-${process.pid}-${(servers += 1)}.sock`)

  private constructor(onConnection: (socket: Socket, connection: number) => void) {
    this.#server = createServer((socket) => {
      const connection = this.sockets.push(socket) - 1
      this.heard.push('')
      socket.on('data', (bytes: Buffer) => (this.heard[connection] += bytes.toString('latin1')))
      socket.on('error', () => {})
      onConnection(socket, connection)
    })
  }

  static async start(onConnection: (socket: Socket, connection: number) => void, kind: 'unix' | 'tcp' = 'unix'): Promise<ScriptedServer> {
    const server = new ScriptedServer(onConnection)
    if (kind === 'tcp') server.#server.listen(0, '127.0.0.1')
    else server.#server.listen(server.#path)
    await once(server.#server, 'listening')
    return server
  }

  /** What hactl takes for `-s`. */
  get address(): string {
    const bound = this.#server.address()
    return typeof bound === 'object' && bound ? `tcp://127.0.0.1:${bound.port}` : this.#path
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.sockets) socket.destroy()
    await closed
    rmSync(this.#path, {force: true})
  }
}

/** Each line gets an answer of its own, once its line feed is there; then the connection ends. */
export function answering(answer: (line: string) => string | Uint8Array): (socket: Socket) => void {
  return (socket) => {
    let text = ''
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
      if (text.includes('\n')) socket.end(answer(text.slice(0, text.indexOf('\n'))))
    })
  }
}
