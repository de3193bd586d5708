import type {NameKind} from './names.ts'
import {type Candidate, type OwnWords, type Place, placeOfWord} from './words.ts'

/** Asks for names of a kind; none where nobody answers. */
export type AskForNames = (kind: NameKind | 'context', place: Place) => Promise<readonly string[]>

/** What may stand in the place of a word. */
export interface Completions {
  readonly candidates: readonly Candidate[]
  /** It names a file, which the shell knows better. */
  readonly files: boolean
}

/** What breaks the lines in which a shell is told, or its screen. */
const unfit = /\p{Cc}/u

/** @param words in front of the last one @param begun the last one, as far as it goes */
export async function completions(words: readonly string[], begun: string, own: OwnWords, ask: AskForNames): Promise<Completions> {
  const place = placeOfWord(words, begun, own)
  const {kind, ahead} = place
  if (kind === 'file') return {candidates: [], files: true}
  // ids of sessions are not asked for: that would stop HAProxy's threads
  const names = kind === undefined || kind === 'session' ? [] : await ask(kind, place)
  const candidates = [...place.words, ...names.filter((name) => !unfit.test(name)).map((word) => ({word, about: ''}))]
  return {
    candidates: candidates.filter(({word}) => word.startsWith(place.begun)).map(({word, about}) => ({word: ahead + word, about})),
    files: false,
  }
}
