import type {WireCommand} from '../../command.ts'
import {linesOf, wordsOf} from '../../lines.ts'
import {refused} from '../../refusal.ts'

/** A peer of a peers section, as this HAProxy sees it. */
export interface Peer {
  readonly section: string
  readonly peer: string
  readonly isLocal: boolean
  readonly isActive: boolean
  /** Stick tables that it takes part in. */
  readonly tables: readonly string[]
  /** All that is said of it, by HAProxy's names: `addr`, `last_status`, `reconnect`, `new_conn`, `proto_err` … */
  readonly fields: Readonly<Record<string, string>>
}

const sectionRow = /^0x[\da-f]+: \[[^\]]*\] id=(\S+)/
const peerRow = /^ {2}0x[\da-f]+: id=(.+?)\((local|remote),(\w+)\) (.*)$/

/** `show peers`: names and values on indented lines, sections parted by an empty one; there is no other form (peers.c, management guide 9.3). */
export const showPeers = {
  name: 'show peers',
  since: '2.0',
  level: 'user',
  encode: () => 'show peers',
  decode: (reply): Peer[] => {
    const peers: {section: string; peer: string; isLocal: boolean; isActive: boolean; tables: string[]; fields: Record<string, string>}[] = []
    let section: string | undefined
    for (const line of linesOf('show peers', reply)) {
      const last = peers.at(-1)
      const [, peer, place, state, rest = ''] = peerRow.exec(line) ?? []
      const named = sectionRow.exec(line)?.[1]
      if (named !== undefined) section = named
      else if (peer !== undefined && section !== undefined)
        peers.push({section, peer, isLocal: place === 'local', isActive: state === 'active', tables: [], fields: wordsOf(rest)})
      else if (last && /^ {8}\w+=/.test(line)) Object.assign(last.fields, wordsOf(line))
      else if (last && /^ {8}/.test(line)) last.tables.push(...tableIn(line))
      else throw refused('show peers', {...reply, text: line})
    }
    return peers
  },
} as const satisfies WireCommand<[], Peer[]>

const tableIn = (line: string): string[] => {
  const [, name] = /^ +table:0x[\da-f]+ id=(\S+)/.exec(line) ?? []
  return name === undefined ? [] : [name]
}
