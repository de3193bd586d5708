/** The names that are written most like one that is not there, three at most. */
export async function nearestNames(name: string, known: readonly string[]): Promise<string[]> {
  const {distance} = await import('fastest-levenshtein')
  return known
    .map((each) => ({each, away: distance(each, name)}))
    .filter(({each, away}) => away <= Math.max(2, each.length / 3))
    .sort((one, other) => one.away - other.away)
    .slice(0, 3)
    .map(({each}) => each)
}

/** `did you mean "a" or "b"?`, or else where all of them are shown. */
export async function nearestHint(name: string, known: readonly string[], shown: string): Promise<string> {
  const near = await nearestNames(name, known)
  return near.length > 0 ? `did you mean ${near.map((each) => JSON.stringify(each)).join(' or ')}?` : shown
}
