import type {WireText} from '../../word.ts'
import {type MapReference, type MapVersion, mapWord, verb, versionWord} from './reference.ts'

const show = verb('show')

/** `show map [@v] REF` prints the entries; `DumpReader` reads the answer in pieces. An unknown version is answered as an empty one. Management guide 9.3. */
export const showMap = {
  name: 'show map',
  named: show,
  since: '1.5',
  level: 'map',
  encode: (map: MapReference, version?: MapVersion): WireText => `${show(map)}${versionWord(version)} ${mapWord(map)}`,
} as const
