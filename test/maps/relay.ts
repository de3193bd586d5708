import {rm} from 'node:fs/promises'
import {connect, createServer, type Server, type Socket} from 'node:net'
import {setTimeout as pause} from 'node:timers/promises'
import type {LabHaproxy} from '../haproxy/lab.ts'

export interface RelayOptions {
  /** Bytes that are handed on at once, to HAProxy; all that there are unless said. */
  pieces?: number | undefined
  /** ms between two pieces. */
  pause?: number
  /** Waited for before the bytes of a client go on to HAProxy. */
  before?: (request: string) => Promise<unknown> | undefined
  /** What HAProxy is given instead of what the client wrote. */
  rewrite?: (request: string) => string
  /** What the client is told instead of what HAProxy wrote, piece by piece. */
  rewriteAnswer?: (answer: string) => string
  /** Told when HAProxy has closed a connection. */
  after?: (request: string) => void
}

/** One connection as the client made it: what it wrote, what it was told. */
export interface Talk {
  request: string
  answer: string
}

/** Stands between a client and the admin socket of a HAProxy, and remembers all that passed. Texts are latin1: one character a byte. */
export class Relay implements AsyncDisposable {
  readonly socket: string
  readonly talks: Talk[] = []
  readonly #server: Server
  readonly #open = new Set<Socket>()

  private constructor(socket: string, server: Server) {
    this.socket = socket
    this.#server = server
  }

  static async before(haproxy: LabHaproxy, options: RelayOptions = {}): Promise<Relay> {
    const server = createServer({allowHalfOpen: true}, (client) => relay.#join(client, connect({path: haproxy.socket}), options))
    const relay = new Relay(`${haproxy.folder}/relay-${(relays += 1)}.sock`, server)
    await new Promise<void>((resolve) => server.listen(relay.socket, resolve))
    return relay
  }

  /** Connections on which something was written. */
  get requests(): string[] {
    return this.talks.map(({request}) => request).filter(Boolean)
  }

  /** Commands that were written, of all connections in order, each with its payload where it has one. */
  get commands(): Command[] {
    return this.requests.flatMap(commandsOf)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
    await rm(this.socket, {force: true})
  }

  #join(client: Socket, haproxy: Socket, {pieces, pause: between = 0, before, rewrite, rewriteAnswer, after}: RelayOptions): void {
    const talk = {request: '', answer: ''}
    this.talks.push(talk)
    for (const socket of [client, haproxy]) {
      this.#open.add(socket)
      socket.on('error', () => {}) // seen by the other side as the end
      socket.on('close', () => {
        this.#open.delete(socket)
      })
    }
    let written = Promise.resolve()
    const handOn = async (given: Buffer): Promise<void> => {
      await before?.(given.toString('latin1'))
      const bytes = rewrite ? Buffer.from(rewrite(given.toString('latin1')), 'latin1') : given
      for (let at = 0; at < bytes.length && !haproxy.destroyed; at += pieces ?? bytes.length) {
        if (at > 0) await pause(between)
        haproxy.write(bytes.subarray(at, at + (pieces ?? bytes.length)))
      }
    }
    client.on('data', (bytes) => {
      talk.request += bytes.toString('latin1')
      written = written.then(() => handOn(bytes)).catch(() => void client.destroy()) // seen by the client as a lost connection
    })
    client.on('close', () => void written.then(() => haproxy.destroy()))
    haproxy.on('data', (bytes) => {
      talk.answer += bytes.toString('latin1')
      client.write(rewriteAnswer ? Buffer.from(rewriteAnswer(bytes.toString('latin1')), 'latin1') : bytes)
    })
    haproxy.on('close', () => {
      after?.(talk.request)
      client.end()
    })
  }
}

let relays = 0

export interface Command {
  /** Without `<<` and what follows. */
  readonly line: string
  readonly payload: string | undefined
  /** Bytes of line, payload and terminator, with their line feeds. */
  readonly size: number
}

/** Reads what a client wrote as HAProxy does: a line, and behind ` <<WORD` all up to the line WORD. */
export function commandsOf(request: string): Command[] {
  const commands: Command[] = []
  for (let rest = request; rest !== ''; ) {
    const [whole, line = '', word] = /^([^\n]*?)(?: <<([^ \n]*))?\n/.exec(rest) ?? [rest, rest]
    const end = word === undefined ? 0 : `\n${rest.slice(whole.length)}`.indexOf(`\n${word}\n`)
    if (end === -1) throw new Error(`a payload without its end: ${JSON.stringify(rest.slice(0, 200))}`)
    const size = whole.length + (word === undefined ? 0 : end + word.length + 1)
    commands.push({line, payload: word === undefined ? undefined : rest.slice(whole.length, whole.length + end), size})
    rest = rest.slice(size)
  }
  return commands
}
