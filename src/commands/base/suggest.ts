type Distance = (one: string, other: string) => number

const letters = (word: string): string => [...word].toSorted().join('')

/** How many slips lead from what was typed to a word; undefined where it is no slip any more. Two letters that changed places are one, and so is what was not typed to its end. */
function slips(typed: string, word: string, distance: Distance): number | undefined {
  if (typed.length > 1 && word.startsWith(typed)) return typed === word ? 0 : 1
  const away = distance(typed, word)
  const count = away === 2 && letters(typed) === letters(word) ? 1 : away
  return count <= Math.max(1, Math.floor(typed.length / 3)) ? count : undefined
}

interface Ranked {
  readonly candidate: string
  readonly slips: number
}

/** Each word of the candidate is compared with the one that was typed in its place. */
function rank(typed: readonly string[], candidate: string, distance: Distance): Ranked | undefined {
  const words = candidate.toLowerCase().split(' ')
  if (words.length > typed.length) return undefined
  const counts = words.map((word, index) => slips((typed[index] ?? '').toLowerCase(), word, distance))
  return counts.includes(undefined) ? undefined : {candidate, slips: counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)}
}

async function closest(typed: readonly string[], candidates: readonly string[]): Promise<string | undefined> {
  const {distance} = await import('fastest-levenshtein')
  const ranked = candidates.flatMap((candidate) => rank(typed, candidate, distance) ?? [])
  return ranked.toSorted((one, other) => one.slips - other.slips)[0]?.candidate
}

/** @returns the candidate that `word` is probably a slip of */
export const nearest = (word: string, candidates: readonly string[]): Promise<string | undefined> => closest([word], candidates)

/** The same for the words of a command, which arguments may follow. */
export const nearestCommand = (words: readonly string[], commands: readonly string[]): Promise<string | undefined> => closest(words, commands)
