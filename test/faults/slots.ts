import {connect, type Socket} from 'node:net'
import {setTimeout as pause} from 'node:timers/promises'
import type {LabHaproxy} from '../haproxy/lab.ts'

/** Connections that keep others out, until they are freed. */
export interface TakenSlots extends Disposable {
  free(): void
}

/** Takes every slot and every place in the backlog, until the kernel says EAGAIN, and goes on saying it. */
export async function takeAllSlots(haproxy: LabHaproxy): Promise<TakenSlots> {
  const sockets: Socket[] = []
  // HAProxy may just be taking one from the backlog
  for (let refused = 0; refused < 5; ) {
    const socket = await dial(haproxy.socket)
    if (socket) sockets.push(socket)
    else await pause(10)
    refused = socket ? 0 : refused + 1
    if (sockets.length > 5000) throw new Error('5000 connections were let in: the backlog has no end')
  }
  const free = (): void => {
    for (const socket of sockets.splice(0)) socket.destroy()
  }
  return {free, [Symbol.dispose]: free}
}

/** @returns undefined for EAGAIN */
function dial(path: string): Promise<Socket | undefined> {
  const socket = connect(path)
  return new Promise((resolve, reject) => {
    socket.on('connect', () => resolve(socket))
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EAGAIN' ? resolve(undefined) : reject(error)))
  })
}
