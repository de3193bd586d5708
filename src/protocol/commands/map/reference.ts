import {type WireText, word} from '../../word.ts'

/** What differs between the two kinds of lists of patterns that HAProxy can change while it runs; inside they are one thing (pattern.h pat_ref). */
export interface ReferenceKind {
  /** In HAProxy's commands and in ours. */
  readonly noun: 'map' | 'acl'
  /** In a sentence. */
  readonly called: 'map' | 'ACL'
  readonly one: 'a map' | 'an ACL'
  /** Its entries have a value behind the key. Those of an ACL are patterns, blanks and all, to the end of the line. */
  readonly values: boolean
}

/** Maps: lists of keys and values (`map_str` and its like). */
export const maps: ReferenceKind = {noun: 'map', called: 'map', one: 'a map', values: true}
/** ACLs: lists of patterns (`-f FILE` and its like). */
export const acls: ReferenceKind = {noun: 'acl', called: 'ACL', one: 'an ACL', values: false}

/** What HAProxy calls a map or an ACL, and which of the two it is. In a message it reads as its name. */
export class MapReference {
  readonly kind: ReferenceKind
  /** The file name as the configuration has it, or `#id`, which changes with the configuration. */
  readonly name: string

  constructor(kind: ReferenceKind, name: string) {
    this.kind = kind
    this.name = name
  }

  toString(): string {
    return this.name
  }
}

/** Number that `prepare map` gave out; unsigned, 32 bits, begins again with each process. */
export type MapVersion = number

/** ` @7`, or nothing for the current version. */
export const versionWord = (version: MapVersion | undefined): WireText => (version === undefined ? '' : ` @${version}`)

export const mapWord = ({name}: MapReference): WireText => word(name)

/** `add map`, or `add acl`. */
export const verb =
  (action: string) =>
  ({kind}: MapReference): string =>
    `${action} ${kind.noun}`
