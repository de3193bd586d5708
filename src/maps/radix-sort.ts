/** Words of a record: the two halves of its key's hash, those of its value's. */
export const recordWords = 4

const digits = 1 << 16

/**
 * Records in the order of their keys' hashes, those of equal ones in the order in which they stand: four passes over 16 bits each, the lowest first.
 */
export function sortRecords(records: Uint32Array): Uint32Array {
  const count = records.length / recordWords
  let order = new Uint32Array(count).map((_, index) => index)
  let next = new Uint32Array(count)
  for (const [word, shift] of [
    [1, 0],
    [1, 16],
    [0, 0],
    [0, 16],
  ] as const) {
    const places = placesOf(records, word, shift)
    for (const index of order) {
      const digit = digitOf(records, index, word, shift)
      const place = places[digit] ?? 0
      places[digit] = place + 1
      next[place] = index
    }
    ;[order, next] = [next, order]
  }
  return inOrder(records, order)
}

/** Where the first record with each digit goes. */
function placesOf(records: Uint32Array, word: number, shift: number): Uint32Array {
  const counts = new Uint32Array(digits)
  for (let index = 0; index < records.length / recordWords; index += 1) {
    const digit = digitOf(records, index, word, shift)
    counts[digit] = (counts[digit] ?? 0) + 1
  }
  let before = 0
  for (let digit = 0; digit < digits; digit += 1) {
    const count = counts[digit] ?? 0
    counts[digit] = before
    before += count
  }
  return counts
}

const digitOf = (records: Uint32Array, index: number, word: number, shift: number): number =>
  ((records[index * recordWords + word] ?? 0) >>> shift) & (digits - 1)

function inOrder(records: Uint32Array, order: Uint32Array): Uint32Array {
  const sorted = new Uint32Array(records.length)
  let to = 0
  for (const index of order) {
    const from = index * recordWords
    for (let word = 0; word < recordWords; word += 1) sorted[to + word] = records[from + word] ?? 0
    to += recordWords
  }
  return sorted
}
