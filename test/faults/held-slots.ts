import {once} from 'node:events'
import {connect, type Socket} from 'node:net'
import type {LabHaproxy} from '../haproxy/lab.ts'

/** HAProxy's own `stats maxconn`. */
const slots = 10

/** Takes every slot that is free: who connects now waits in the backlog, without a word. Returns when none answers any more. */
export async function holdSlots(haproxy: LabHaproxy): Promise<Disposable> {
  const sockets: Socket[] = []
  for (let held = 0; held < slots; held += 1) {
    const socket = connect(haproxy.socket)
    sockets.push(socket.on('error', () => {}))
    await once(socket, 'connect')
    socket.write('set timeout cli 60;prompt\n')
    // the last ones wait behind others that hactl holds
    if (!(await answered(socket))) break
  }
  return {
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** An idle HAProxy answers at once; one that is full, never. */
function answered(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), 300)
    const heard = (): void => {
      clearTimeout(timer)
      resolve(true)
    }
    socket.once('data', heard)
  })
}
