import {HactlError} from '../protocol/error.ts'

/** Where a Runtime API socket listens. */
export type Address =
  | {readonly kind: 'unix'; readonly path: string; readonly text: string}
  | {readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly text: string}

/**
 * `PATH`, `unix://PATH` or `tcp://HOST:PORT`; `unix@PATH` and `ipv4@HOST:PORT` as HAProxy writes them.
 *
 * @throws HactlError `address-invalid`
 */
export function parseAddress(text: string): Address {
  // where it is asked about, it must not drive the terminal, nor read like another one
  if (/\p{Cc}/u.test(text)) throw invalid(text, 'it holds a control character')
  const url = fromBind(text)
  if (url.startsWith('tcp://')) return tcpAddress(url, text)
  if (/^[a-z]+:\/\//.test(url) && !url.startsWith('unix://')) throw invalid(text, 'only paths, unix:// and tcp:// are understood')
  const path = url.replace(/^unix:\/\//, '')
  if (path === '' || path.startsWith('-')) throw invalid(text, 'a path was expected')
  // sun_path of Linux, with its final NUL
  if (Buffer.byteLength(path) > 107) throw invalid(text, 'the path of a unix socket has 107 bytes at most')
  return {kind: 'unix', path, text}
}

/** What `bind` takes (configuration manual 4.2), and `show cli sockets` tells, as a URL; what is none of these as it is. */
export function fromBind(text: string): string {
  const [, host = '', port] = /^(?:ipv4|ipv6|tcp4|tcp6|tcp)@(.*):(\d+)$/.exec(text) ?? []
  if (port === undefined) return text.replace(/^unix@/, '')
  const everywhere = ['', '*', '0.0.0.0', '::', '[::]'].includes(host)
  const bare = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  return `tcp://${everywhere ? '127.0.0.1' : bare}:${port}`
}

function tcpAddress(url: string, text: string): Address {
  const found = /^tcp:\/\/(?:\[([0-9a-fA-F:.]+)\]|([^-:[\]/][^:[\]/]*)):(\d{1,5})\/?$/.exec(url)
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
