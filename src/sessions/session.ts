import type {SessionLine} from '../protocol/commands/sessions/show-sess.ts'

/** A stream that HAProxy works for: a request of HTTP, or a connection; a "session" in HAProxy's commands. `null` is what it does not have. */
export interface Session {
  /** `0x…`; when it has ended, another one may have the same. */
  readonly id: string
  /** Address and port of the client, `unix:1` for a socket. */
  readonly source: string | null
  readonly frontend: string | null
  readonly backend: string | null
  readonly server: string | null
  /** In seconds; from an hour on HAProxy tells minutes, from a day on hours. */
  readonly age: number
  /** `tcpv4`, `unix_stream`, `quic4` … */
  readonly protocol: string | null
  /** All that `show sess` says of it, by HAProxy's names. */
  readonly fields: Readonly<Record<string, string>>
}

const units: Readonly<Record<string, number>> = {d: 86_400, h: 3600, m: 60, s: 1}

/** Seconds of `1h5m`, as HAProxy writes times for people (tools.c human_time). */
export const secondsOf = (text: string): number =>
  [...text.matchAll(/(\d+)([dhms])/g)].reduce((sum, [, count, unit = 's']) => sum + Number(count) * (units[unit] ?? 1), 0)

/** `<NONE>` and `<none>` in short lines, `?` for a stream that HAProxy has opened itself. */
const told = (value: string | undefined): string | null => (value === undefined || value === '?' || /^<none>$/i.test(value) ? null : value)

export function sessionOf({id, fields}: SessionLine): Session {
  const {src, source = src, fe, frontend = fe, be, backend = be, srv, server = srv, proto, age = ''} = fields
  return {
    id,
    source: told(source),
    frontend: told(frontend),
    backend: told(backend),
    server: told(server),
    age: secondsOf(age),
    protocol: told(proto),
    fields,
  }
}

/** `BACKEND/SERVER`, where it has one. */
export const serverOf = ({backend, server}: Session): string | null => (backend === null || server === null ? null : `${backend}/${server}`)
