import {stat} from 'node:fs/promises'
import {asError, HactlError} from '../protocol/error.ts'
import type {Address} from './address.ts'

/** `ECONNREFUSED` and the like; undefined for what is no error of the system. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** For so many ms a refused connection may be a reload that swaps the socket (seen on 2.6), not a stale socket file. */
const reloadWindow = 1000

/** Worth another try: all connection slots are taken, or the socket may be back in a moment. */
export function isTransient(error: unknown, waited: number, timeout: number): boolean {
  const code = codeOf(error)
  if (code === 'EAGAIN') return waited < timeout
  return code === 'ECONNREFUSED' && waited < Math.min(reloadWindow, timeout)
}

/** Linux refuses a connection to a file just as one to a socket that nobody listens on. */
export async function isNoSocket(failure: unknown, address: Address): Promise<boolean> {
  if (address.kind !== 'unix' || codeOf(failure) !== 'ECONNREFUSED') return false
  const found = await stat(address.path).catch(() => undefined)
  return found !== undefined && !found.isSocket()
}

export const noSocket = (cause: unknown): Error => Object.assign(new Error('not a socket', {cause}), {code: 'ENOTSOCK'})

interface Reason {
  code: string
  why: string
  /** Where there is no file. */
  tcp?: string
  hint: string
}

const reasons: Readonly<Record<string, Reason>> = {
  ENOENT: {
    code: 'socket-missing',
    why: 'there is no such socket',
    hint: '`stats socket PATH level admin` in the global section of haproxy.cfg makes one; -s or HACTL_SOCKET names it',
  },
  ECONNREFUSED: {
    code: 'connection-refused',
    why: 'nobody listens there: HAProxy is not running, or the socket file is left from an earlier one',
    tcp: 'nobody listens there: HAProxy is not running, or listens on another port or address',
    hint: 'is HAProxy up? `systemctl status haproxy`',
  },
  EACCES: {
    code: 'socket-forbidden',
    why: 'this user may not open the socket',
    hint: 'join its group, or see `mode`, `user` and `group` of `stats socket` in haproxy.cfg',
  },
  EPERM: {code: 'socket-forbidden', why: 'this user may not open the socket', hint: 'see `mode`, `user` and `group` of `stats socket` in haproxy.cfg'},
  ENOTSOCK: {code: 'not-a-socket', why: 'this is a file, not a socket', hint: '-s takes the path of `stats socket` in haproxy.cfg'},
  EAGAIN: {
    code: 'slots-taken',
    why: 'all connection slots of HAProxy are taken',
    hint: '`stats maxconn` in the global section allows more than 10; --timeout waits longer',
  },
  ETIMEDOUT: {code: 'connect-timeout', why: 'it did not answer in time', hint: 'is the address right, and the way there open? --timeout waits longer'},
  ENOTFOUND: {code: 'host-unknown', why: 'the host name is not known', hint: 'check the name in -s tcp://HOST:PORT'},
  EAI_AGAIN: {code: 'host-unknown', why: 'the host name could not be resolved', hint: 'check the name in -s tcp://HOST:PORT'},
}

/** `127.0.0.1:9999`, which may be the name of a file. */
const hostAndPort = /^[\w.-]+:\d{1,5}$/

/** The error for a connection that could not be had. */
export function connectFailure(error: unknown, address: Address, timeout: number): HactlError {
  const code = codeOf(error) ?? ''
  const reason = reasons[code]
  const why = reason ? (address.kind === 'tcp' ? (reason.tcp ?? reason.why) : reason.why) : asError(error).message
  const within = code === 'EAGAIN' || code === 'ETIMEDOUT' ? ` (${timeout} ms)` : ''
  return new HactlError(reason?.code ?? 'connection-failed', {
    exit: 3,
    message: `could not connect to ${address.text}: ${why}${within}`,
    hint: address.kind === 'unix' && code === 'ENOENT' && hostAndPort.test(address.path) ? `did you mean tcp://${address.path}?` : reason?.hint,
    target: address.text,
    cause: error,
  })
}
