import type {WireText} from '../../word.ts'

/** What HAProxy says of a stick table in one line. */
export interface TableHeader {
  /** That of its section, or `PEERS/NAME` for one of a `peers` section. */
  readonly name: string
  /** Of its keys: `ip`, `ipv6`, `integer`, `string` or `binary`. */
  readonly type: string
  /** Entries that it may hold. */
  readonly size: number
  /** Entries that it holds, those that expire in this moment included. */
  readonly used: number
}

const heading = /^# table: (.*), type: (\w+), size:(-?\d+), used:(-?\d+)$/

/** `# table: web, type: ip, size:1024, used:2` (stick_table.c table_dump_head_to_buffer). */
export function tableHeaderOf(line: WireText): TableHeader | undefined {
  const [, name, type = '', size, used] = heading.exec(line) ?? []
  return name === undefined ? undefined : {name, type, size: Number(size), used: Number(used)}
}
