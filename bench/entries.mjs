// Map files for measuring: entries of 35 bytes, line feed included.
import {writeFileSync} from 'node:fs'

export const entryLine = (number, value) => `/app/${String(number).padStart(9, '0')}/x be_${String(value).padStart(13, '0')}\n`

/** `changed` of a thousand values differ from the first generation. */
export function writeEntries(file, count, {first = 0, changed = 0, shuffled = false} = {}) {
  const numbers = Uint32Array.from({length: count}, (_, index) => index + first)
  if (shuffled) shuffle(numbers)
  const lines = []
  for (const number of numbers) lines.push(entryLine(number, number % 1000 < changed ? number + 1 : number))
  writeFileSync(file, lines.join(''))
}

/** The same order in each run: a linear congruential generator (Numerical Recipes). */
function shuffle(numbers) {
  let state = 1
  for (let index = numbers.length - 1; index > 0; index--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const other = state % (index + 1)
    const kept = numbers[index]
    numbers[index] = numbers[other]
    numbers[other] = kept
  }
}
