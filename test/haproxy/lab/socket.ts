import {connect} from 'node:net'

/** What `connect` takes for a path or for `host:port`. */
export function addressOf(address: string) {
  const [, host, port] = /^([\w.]+):(\d+)$/.exec(address) ?? []
  return host && port ? {host, port: Number(port)} : {path: address}
}

/**
 * One connection, one write, all that comes back until HAProxy closes. Never half-closed: HAProxy 3.2 interrupts commands then.
 * A reset ends the answer too: HAProxy resets when it closes with input left unread.
 */
export function exchange(address: string, bytes: string | Uint8Array, deadline: number): Promise<Buffer> {
  const request = typeof bytes === 'string' && !bytes.endsWith('\n') ? `${bytes}\n` : bytes
  return new Promise((resolve, reject) => {
    const received: Buffer[] = []
    const socket = connect(addressOf(address))
    const timer = setTimeout(
      () =>
        socket.destroy(
          new Error(
            `no end of the answer to ${JSON.stringify(String(bytes).slice(0, 80))} on ${address} after ${deadline} ms; so far: ${JSON.stringify(Buffer.concat(received).toString('latin1', 0, 400))}`,
          ),
        ),
      deadline,
    )
    let connected = false
    let failure: NodeJS.ErrnoException | undefined
    socket.on('connect', () => {
      connected = true
      socket.write(request)
    })
    socket.on('data', (chunk) => received.push(chunk))
    socket.on('error', (error) => {
      failure = error
    })
    socket.on('close', () => {
      clearTimeout(timer)
      if (failure && !(connected && ['ECONNRESET', 'EPIPE'].includes(failure.code ?? ''))) reject(failure)
      else resolve(Buffer.concat(received))
    })
  })
}
