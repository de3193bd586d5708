import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {readable, word} from '../../word.ts'
import {type MapReference, mapWord, verb} from './reference.ts'

const get = verb('get')

/** One line of `get map`: what one converter that uses the map answers to the sample. */
export interface MapLookup {
  /** str, beg, end, sub, dir, dom, reg, regm, ip, int, len, bin … */
  readonly type: string
  readonly caseSensitive: boolean
  readonly found: boolean
  /** tree: looked up; list: tried one after the other. */
  readonly index?: string
  readonly key?: string
  readonly value?: string
  readonly valueType?: string
}

const miss = /^type=(\S+), case=(sensitive|insensitive), (?:found|match)=no$/
const hit =
  /^type=(\S+), case=(sensitive|insensitive), (?:found|match)=yes, idx=(\w+), (?:key=(?:"(.*)"|unknown), value=(?:none|"(.*)", type="(\w+)")|pattern=(?:"(.*)"|unknown))$/s

/** `get map REF SAMPLE` looks a sample up as traffic would: one line for each use of the map. `get acl` says `match` and `pattern`, and no value. Management guide 9.3. */
export const getMap = {
  name: 'get map',
  named: get,
  since: '1.5',
  level: 'map',
  encode: (map: MapReference, sample: string | Uint8Array) => `${get(map)} ${mapWord(map)} ${word(sample)}`,
  decode: (reply, map: MapReference): MapLookup[] => {
    if (!reply.complete) throw refused(get(map), reply)
    // a value with a line feed goes on in the next line
    return reply.text
      .slice(0, -1)
      .split(/\n(?=type=)/)
      .map((text) => {
        const missed = miss.exec(text)
        if (missed) return {type: missed[1] ?? '', caseSensitive: missed[2] === 'sensitive', found: false}
        const found = hit.exec(text)
        if (!found) throw refused(get(map), {...reply, text})
        const [, type = '', sensitivity, index = '', , value, valueType] = found
        const key = found[4] ?? found[7]
        return {
          type,
          caseSensitive: sensitivity === 'sensitive',
          found: true,
          index,
          ...(key !== undefined && {key: readable(key)}),
          ...(value !== undefined && {value: readable(value)}),
          ...(valueType !== undefined && {valueType}),
        }
      })
  },
} as const satisfies WireCommand<[MapReference, string | Uint8Array], MapLookup[]>
