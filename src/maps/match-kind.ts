import type {MapLookup} from '../protocol/commands/map/get-map.ts'
import type {ReferenceKind} from '../protocol/commands/map/reference.ts'
import {parseIntKey} from './int-key.ts'
import {parseIpKey} from './ip-key.ts'

/** How the uses of one map match their samples: what its keys may be, and whether their order means something. */
export interface MatchKind {
  /** str, beg, ip, int, reg …: one for each use, those as ACL too; `entry_cnt` counts each entry once for each. */
  readonly types: readonly string[]
  /** It is a map; an ACL has no values. */
  readonly values: boolean
  /** No order can change an answer as long as no key stands twice. */
  readonly unordered: boolean
  /** What two keys share when they match the same samples; undefined for a key where order matters all the same (a range, an odd mask). */
  canonical(key: string): string | undefined
  /** @returns why HAProxy would refuse this key; undefined for one that it takes, or that only it can judge (a regular expression) */
  complaint(key: string): string | undefined
}

const unorderedTypes = new Set(['str', 'beg', 'ip', 'int'])

/** Where only matching counts, and not what is found, order means nothing, nor how a pattern is written. */
export function matchKindOf(uses: readonly MapLookup[], {values}: ReferenceKind): MatchKind {
  const types = uses.map(({type}) => type)
  const [ip, int] = [types.includes('ip'), types.includes('int') || types.includes('len')]
  return {
    types,
    values,
    unordered:
      uses.length > 0 && uses.every(({type, caseSensitive}) => !values || (unorderedTypes.has(type) && (caseSensitive || type === 'ip' || type === 'int'))),
    canonical: (key) => {
      if (!values) return key
      const ipKey = ip ? parseIpKey(key) : undefined
      const intKey = int ? parseIntKey(key) : undefined
      if (ipKey?.oddMask || intKey?.range) return undefined
      return ipKey?.canonical ?? intKey?.canonical ?? key
    },
    complaint: (key) => {
      if (ip && !parseIpKey(key)) return 'not an address that HAProxy takes at run time (10.0.0.0/8, 10.0.0.0/255.0.0.0, 2001:db8::/32; no host names)'
      if (int && !parseIntKey(key)) return 'not a number or range that HAProxy takes (7, 1:10, 1-10, 1:, :10; signed 64 bits)'
      return undefined
    },
  }
}

/** Whether any key has to be looked at one by one. */
export const judgesKeys = ({types}: MatchKind): boolean => types.some((type) => type === 'ip' || type === 'int' || type === 'len')
