import {HactlError} from '../protocol/error.ts'

/** Where a Runtime API socket listens. */
export type Address =
  | {readonly kind: 'unix'; readonly path: string; readonly text: string}
  | {readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly text: string}

/**
 * `PATH`, `unix://PATH` or `tcp://HOST:PORT`.
 *
 * @throws HactlError `address-invalid`
 */
export function parseAddress(text: string): Address {
  // where it is asked about, it must not drive the terminal, nor read like another one
  if (/\p{Cc}/u.test(text)) throw invalid(text, 'it holds a control character')
  if (text.startsWith('tcp://')) return tcpAddress(text)
  if (/^[a-z]+:\/\//.test(text) && !text.startsWith('unix://')) throw invalid(text, 'only paths, unix:// and tcp:// are understood')
  const path = text.replace(/^unix:\/\//, '')
  if (path === '' || path.startsWith('-')) throw invalid(text, 'a path was expected')
  // sun_path of Linux, with its final NUL
  if (Buffer.byteLength(path) > 107) throw invalid(text, 'the path of a unix socket has 107 bytes at most')
  return {kind: 'unix', path, text}
}

function tcpAddress(text: string): Address {
  const found = /^tcp:\/\/(?:\[([0-9a-fA-F:.]+)\]|([^-:[\]/][^:[\]/]*)):(\d{1,5})\/?$/.exec(text)
  const host = found?.[1] ?? found?.[2]
  const port = Number(found?.[3])
  if (host === undefined || port < 1 || port > 65_535) throw invalid(text, 'tcp://HOST:PORT was expected')
  return {kind: 'tcp', host, port, text}
}

const invalid = (text: string, why: string): HactlError =>
  new HactlError('address-invalid', {
    exit: 2,
    message: `${JSON.stringify(text)} is no address: ${why}`,
    hint: 'for example: -s /run/haproxy/admin.sock or -s tcp://127.0.0.1:9999',
  })
