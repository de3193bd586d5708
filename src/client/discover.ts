import {stat} from 'node:fs/promises'
import {HactlError} from '../protocol/error.ts'

/** Where distributions and common guides put the stats socket. */
export const wellKnownSockets = [
  '/run/haproxy/admin.sock',
  '/run/haproxy/haproxy.sock',
  '/var/run/haproxy.sock',
  '/run/haproxy.sock',
  '/var/lib/haproxy/stats',
  '/var/run/haproxy.stat',
  '/tmp/haproxy.sock',
] as const

/** The first well-known socket that is there. @throws HactlError `no-target` */
export async function discoverSocket(): Promise<string> {
  for (const path of wellKnownSockets) {
    const found = await stat(path).catch(() => undefined)
    if (found?.isSocket()) return path
  }
  throw new HactlError('no-target', {
    exit: 3,
    message: 'no HAProxy was named, and none of the well-known sockets is there',
    hint: 'name it with -s /run/haproxy/admin.sock or HACTL_SOCKET; `stats socket PATH level admin` in the global section of haproxy.cfg makes one',
  })
}
