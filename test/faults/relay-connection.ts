import {connect, type Socket} from 'node:net'
import {setTimeout as pause, setImmediate as turn} from 'node:timers/promises'
import {addressOf} from '../haproxy/lab/socket.ts'
import type {Fault} from './fault.ts'
import type {Relay} from './relay.ts'
import {RequestReader} from './requests.ts'

/** How the last bytes of an answer look in a session, and each of several; `+ ` echoes payload lines up to 3.1. */
const markers: Readonly<Record<string, {readonly seen: RegExp; readonly each: RegExp; readonly text: string}>> = {
  prompt: {seen: /(?:^|\n|[+>] )\n> $/, each: /\n> /g, text: '\n\n> '},
  'prompt i': {seen: /(?:^|\n)\n$/, each: /(?:[^\n][^]*?\n)?\n/g, text: '\n\n'},
}

/** Each command of a line is answered. */
const commandsIn = (request: Buffer): number => (request.toString('latin1', 0, request.indexOf('\n')).match(/(?<!\\)(?:\\\\)*;/g)?.length ?? 0) + 1

/** One connection of a client, and the one to HAProxy behind it. Requests go on one at a time. */
export class RelayConnection {
  /** The client ended its side while it was owed an answer. */
  endedEarly = false
  readonly #client: Socket
  readonly #upstream: Socket
  readonly #relay: Relay
  readonly #number: number
  readonly #sent: Buffer[] = []
  readonly #received: Buffer[] = []
  readonly #queue: Buffer[] = []
  #answer: Buffer[] = []
  #upstreamOver = false
  /** Of the request before, with what asks for more. */
  #late: Buffer = Buffer.alloc(0)
  #owing = false
  #marker: (typeof markers)[string] | undefined
  #wake = () => {}

  constructor(client: Socket, relay: Relay, number: number) {
    this.#client = client
    this.#relay = relay
    this.#number = number
    this.#upstream = connect(addressOf(relay.upstream))
    const requests = new RequestReader()
    client.on('data', (bytes: Buffer) => {
      this.#sent.push(bytes)
      this.#queue.push(...requests.push(bytes))
      this.#wake()
    })
    client.on('end', () => {
      this.endedEarly ||= this.#owing
      this.destroy()
    })
    client.on('error', () => {})
    client.on('close', () => this.destroy())
    this.#upstream.on('data', (bytes: Buffer) => {
      this.#answer.push(bytes)
      this.#wake()
    })
    this.#upstream.on('error', () => {}) // its end is what counts
    this.#upstream.on('close', () => {
      this.#upstreamOver = true
      this.#wake()
    })
    void this.#serve()
  }

  /** All that the client has written. */
  get sent(): Buffer {
    return Buffer.concat(this.#sent)
  }

  /** All that the client was given. */
  get received(): Buffer {
    return Buffer.concat(this.#received)
  }

  destroy(): void {
    this.#client.destroy()
    this.#upstream.destroy()
    this.#wake()
  }

  async #serve(): Promise<void> {
    while (!this.#client.destroyed) {
      const request = this.#queue.shift()
      if (request) await this.#pass(request)
      // HAProxy has closed an idle connection
      else if (this.#upstreamOver) return this.#end()
      else await this.#change()
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve))
  }

  async #pass(request: Buffer): Promise<void> {
    this.#owing = true
    const line = request.toString('latin1', 0, request.indexOf('\n'))
    const index = this.#relay.requests.push(request.toString('latin1')) - 1
    this.#marker ??= markers[line]
    if (this.#late.length > 0) await this.#give(this.#late)
    this.#late = Buffer.alloc(0)
    const fault = this.#relay.plan({line, index, connection: this.#number})
    if (this.#relay.latency > 0) await pause(this.#relay.latency)
    await (fault ? this.#disturb(request, fault) : this.#give(await this.#ask(request)))
    this.#owing = false
    if (!this.#marker) this.#end()
  }

  async #disturb(request: Buffer, fault: Fault): Promise<void> {
    if (fault.kind === 'endless-answer') return this.#repeat(fault.text, fault.pause)
    if (fault.kind === 'cut-request') this.#upstream.write(request.subarray(0, Math.floor(request.length / 2)))
    if (fault.kind === 'cut-request' || fault.kind === 'lose-request' || fault.kind === 'stall-request' || fault.kind === 'hold') {
      await fault.meanwhile?.()
      if (fault.kind === 'stall-request') return this.#stall()
      if (fault.kind === 'hold') return this.#give(await this.#ask(request))
      return this.destroy()
    }
    const answer = await this.#ask(request)
    await fault.meanwhile?.()
    if (fault.kind === 'late-answer') {
      this.#late = answer
      return this.#give(Buffer.from(fault.text))
    }
    if (fault.kind === 'stall-answer') return this.#stall()
    if (fault.kind === 'drip-answer') return this.#drip(answer)
    if (fault.kind === 'replace-answer') return this.#give(this.#lie(fault.text, request))
    if (fault.kind === 'reset' && this.#relay.address.startsWith('tcp:')) this.#client.resetAndDestroy()
    if (fault.kind === 'cut-answer') await this.#give(answer.subarray(0, fault.keep))
    if (fault.kind === 'close-after') await this.#give(answer)
    this.#end()
  }

  /** HAProxy's whole answer. */
  async #ask(request: Buffer): Promise<Buffer> {
    this.#answer = []
    this.#upstream.write(request)
    const commands = commandsIn(request)
    while (!this.#upstreamOver && !this.#client.destroyed && !this.#isAnswered(commands)) await this.#change()
    return Buffer.concat(this.#answer)
  }

  /** In HAProxy's own form; in a session once for each command, or it would be a stall. */
  #lie(text: string, request: Buffer): Buffer {
    const end = this.#marker?.text ?? '\n\n'
    const one = text === '' ? end.slice(1) : `${text}${end}`
    return Buffer.from(one.repeat(this.#marker ? commandsIn(request) : 1))
  }

  #isAnswered(commands: number): boolean {
    if (!this.#marker?.seen.test(Buffer.concat(this.#answer.slice(-5)).toString('latin1').slice(-5))) return false
    return commands === 1 || (Buffer.concat(this.#answer).toString('latin1').match(this.#marker.each)?.length ?? 0) >= commands
  }

  async #give(bytes: Buffer): Promise<void> {
    this.#received.push(bytes)
    await this.#write(bytes)
  }

  async #drip(answer: Buffer): Promise<void> {
    this.#received.push(answer)
    for (let at = 0; at < answer.length && !this.#client.destroyed; at += 1) {
      await this.#write(answer.subarray(at, at + 1))
      await turn()
    }
  }

  async #repeat(text: string, between = 0): Promise<void> {
    for (const bytes = Buffer.from(text); !this.#client.destroyed; await (between > 0 ? pause(between) : turn())) await this.#write(bytes)
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#client.destroyed || this.#client.write(bytes)) return
    await this.#drained()
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        this.#client.off('drain', go).off('close', go)
        resolve()
      }
      this.#client.on('drain', go).on('close', go)
    })
  }

  async #stall(): Promise<void> {
    while (!this.#client.destroyed) await this.#change()
  }

  #end(): void {
    if (!this.#client.destroyed) this.#client.end(() => this.destroy())
  }
}
