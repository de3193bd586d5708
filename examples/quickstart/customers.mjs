import {renameSync, writeFileSync} from 'node:fs'

export const customer = (number) => `customer-${String(number).padStart(6, '0')}.example`

/** A map file: each customer's host, and the backend that is its home. Odd ones are green, even ones blue; `moved` says otherwise for some. */
export function writeCustomers(file, count, moved = new Map()) {
  const home = (number) => moved.get(number) ?? (number % 2 === 1 ? 'green' : 'blue')
  const lines = Array.from({length: count}, (_, index) => `${customer(index + 1)} ${home(index + 1)}\n`)
  // never a half-written file under this name
  writeFileSync(`${file}.new`, `# customer -> backend\n${lines.join('')}`)
  renameSync(`${file}.new`, file)
}
