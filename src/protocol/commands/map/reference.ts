import {type WireText, word} from '../../word.ts'

/** What HAProxy calls a map: the file name as its configuration has it, or `#id`, which changes with the configuration. */
export type MapReference = string

/** Number that `prepare map` gave out; unsigned, 32 bits, begins again with each process. */
export type MapVersion = number

/** ` @7`, or nothing for the current version. */
export const versionWord = (version: MapVersion | undefined): WireText => (version === undefined ? '' : ` @${version}`)

export const mapWord = (map: MapReference): WireText => word(map)
