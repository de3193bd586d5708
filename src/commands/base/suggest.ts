interface Ranked {
  readonly candidate: string
  readonly slips: number
  readonly length: number
}

const isSlip = ({slips, length}: Ranked): boolean => slips <= Math.max(2, Math.floor(length / 3))

/** @param meant what of the typed text is compared with a candidate */
async function closest(candidates: readonly string[], meant: (candidate: string) => string): Promise<string | undefined> {
  const {distance} = await import('fastest-levenshtein')
  const ranked = candidates.map((candidate): Ranked => {
    const typed = meant(candidate).toLowerCase()
    return {candidate, slips: distance(typed, candidate.toLowerCase()), length: typed.length}
  })
  return ranked.filter(isSlip).sort((one, other) => one.slips - other.slips)[0]?.candidate
}

/** @returns the candidate that `word` is probably a slip of */
export const nearest = (word: string, candidates: readonly string[]): Promise<string | undefined> => closest(candidates, () => word)

/** The same for the words of a command, which arguments may follow. */
export const nearestCommand = (words: readonly string[], commands: readonly string[]): Promise<string | undefined> =>
  closest(commands, (command) => words.slice(0, command.split(' ').length).join(' '))
