import type {NameKind} from './names.ts'
import {type Candidate, type OwnWords, type Place, placeOfWord} from './words.ts'

/** Asks for names of a kind; none where nobody answers. */
export type AskForNames = (kind: NameKind | 'context', place: Place) => Promise<readonly string[]>

/** What may stand in the place of a word. */
export interface Completions {
  readonly candidates: readonly Candidate[]
  /** It names a file, which the shell knows better. */
  readonly files: boolean
  /** The part of the word in front of that: `--socket=`. */
  readonly ahead: string
}

/** What breaks the lines in which a shell is told, or its screen; and what stands for bytes that are no UTF-8. */
const unfit = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\uFFFD]/u

/** @param words in front of the last one @param begun the last one, as far as it goes */
export async function completions(words: readonly string[], begun: string, own: OwnWords, ask: AskForNames): Promise<Completions> {
  const place = placeOfWord(words, begun, own)
  const {kind, ahead, isValue} = place
  if (kind === 'file') return {candidates: [], files: true, ahead}
  // ids of sessions are not asked for: that would stop HAProxy's threads
  const names = kind === undefined || kind === 'session' ? [] : await ask(kind, place)
  const listed = ahead.replace(/^.*=/, '').split(',')
  // a name that looks like a flag would be taken for one
  const fit = names.filter((name) => !unfit.test(name) && !listed.includes(name) && (isValue || !name.startsWith('-')))
  const candidates = [...place.words, ...fit.map((word) => ({word, about: ''}))]
  return {
    candidates: candidates.filter(({word}) => word.startsWith(place.begun)).map(({word, about}) => ({word: ahead + word, about})),
    files: false,
    ahead,
  }
}
