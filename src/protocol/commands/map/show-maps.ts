import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {readable} from '../../word.ts'
import {MapReference, type MapVersion, type ReferenceKind} from './reference.ts'

/** One line of `show map`. */
export interface MapHeader {
  readonly id: number
  /** The file as the configuration names it; empty for a map without one. */
  readonly file: string
  readonly description: string
  /** What traffic sees; undefined before 2.4. */
  readonly currentVersion: MapVersion | undefined
  /** The last one that `prepare map` gave out; undefined before 2.4. */
  readonly nextVersion: MapVersion | undefined
  /**
   * `entry_cnt`, all versions; undefined before 2.5. HAProxy adds 1 for each use of the map (`get map` has a line for each) and takes 1 off for each entry
   * that goes, also for one that was refused (pattern.c): only differences tell anything, and it can be below 0.
   */
  readonly entryCount: number | undefined
}

/** How commands name this map: by its file, since `#id` may be another map after a reload. A name that is not UTF-8 would not survive. */
export const referenceOf = (kind: ReferenceKind, {id, file}: MapHeader): MapReference =>
  new MapReference(kind, file === '' || file.includes('\ufffd') ? `#${id}` : file)

// the name may hold `) ` itself: most descriptions say it once more
const row = /^(-?\d+) \((?:(.*)\) (?=pattern loaded from file '\2')|(.*?)\) )(.*?)(?:\. curr_ver=(\d+) next_ver=(\d+)(?: entry_cnt=(\d+))?)?$/

/** `show map` without a name lists the maps, `show acl` the ACLs, those without a file too. Management guide 9.3; versions since 2.4, `entry_cnt` since 2.5. */
export const showMaps = {
  name: 'show map',
  named: ({noun}) => `show ${noun}`,
  since: '1.5',
  level: 'map',
  encode: ({noun}) => `show ${noun}`,
  decode: (reply, {noun}): MapHeader[] => {
    if (!reply.complete || !reply.text.startsWith('# id (file) description\n')) throw refused(`show ${noun}`, reply)
    return reply.text
      .split('\n')
      .slice(1, -1)
      .map((text) => {
        const found = row.exec(text)
        if (!found) throw refused(`show ${noun}`, {...reply, text})
        const [, id, file = found[3] ?? '', , description = '', current, next, count] = found
        return {
          id: Number(id),
          file: readable(file),
          description: readable(description),
          currentVersion: numberOf(current),
          nextVersion: numberOf(next),
          entryCount: signed(count),
        }
      })
  },
} as const satisfies WireCommand<[ReferenceKind], MapHeader[]>

const numberOf = (digits: string | undefined): number | undefined => (digits === undefined ? undefined : Number(digits))

/** Printed unsigned: 2^64 - 1 stands for -1. */
const signed = (digits: string | undefined): number | undefined => (digits === undefined ? undefined : Number(BigInt.asIntN(64, BigInt(digits))))
