/** @returns the candidate that `word` is probably a slip of. Loaded only when something went wrong. */
export async function nearest(word: string, candidates: readonly string[]): Promise<string | undefined> {
  const {distance} = await import('fastest-levenshtein')
  const ranked = candidates
    .map((candidate) => ({candidate, slips: distance(word.toLowerCase(), candidate.toLowerCase())}))
    .sort((one, other) => one.slips - other.slips)
  const best = ranked[0]
  return best && best.slips <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined
}
