import type {Entry} from './support.ts'

/** Values by key, in their order. */
export function valuesOf(entries: readonly Entry[]): Map<string, string[]> {
  const values = new Map<string, string[]>()
  for (const [key, value] of entries) values.set(key, [...(values.get(key) ?? []), value])
  return values
}

/** What becomes of the entries of each key: the first stands for the first, the second for the second; what is left over is new or gone. */
export function naiveChanges(before: readonly Entry[], after: readonly Entry[]): string[] {
  const [was, is] = [valuesOf(before), valuesOf(after)]
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [old, now] = [was.get(key) ?? [], is.get(key) ?? []]
    return Array.from({length: Math.max(old.length, now.length)}, (_, index) => {
      const [a, b] = [old[index], now[index]]
      if (a === undefined) return `added ${key} ${b}`
      if (b === undefined) return `removed ${key} ${a}`
      return a === b ? '' : `changed ${key} ${a} ${b}`
    }).filter(Boolean)
  })
}

export function naiveCounts(before: readonly Entry[], after: readonly Entry[]): {added: number; changed: number; removed: number} {
  const changes = naiveChanges(before, after)
  const count = (kind: string) => changes.filter((change) => change.startsWith(`${kind} `)).length
  return {added: count('added'), changed: count('changed'), removed: count('removed')}
}
