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
