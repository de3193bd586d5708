import fc from 'fast-check'
import type {LabHaproxy} from '../haproxy/lab.ts'
import {anyKey, anyValue} from './arbitrary.ts'
import {bytes, type Entry} from './support.ts'

/** Gives a map a content by its own commands, on versions without versions too. */
export async function put(haproxy: LabHaproxy, map: string, entries: readonly Entry[]): Promise<void> {
  const name = haproxy.file(map)
  const lines = entries.map(([key, value]) => bytes(`${key} ${value}\n`))
  await done(haproxy, bytes(`clear map ${name}\n`))
  for (let from = 0; from < lines.length; ) {
    let until = from
    for (let length = 0; until < lines.length && (until === from || length + (lines[until]?.length ?? 0) < 12_000); until += 1)
      length += lines[until]?.length ?? 0
    await done(haproxy, Buffer.concat([bytes(`add map ${name} <<\n`), ...lines.slice(from, until), bytes('\n')]))
    from = until
  }
}

async function done(haproxy: LabHaproxy, request: Buffer): Promise<void> {
  const answer = String(await haproxy.exchange(request))
  if (answer !== '\n') throw new Error(`the lab's own ${JSON.stringify(request.toString('latin1', 0, 60))} was answered ${JSON.stringify(answer)}`)
}

/** A file that holds these entries: a key that begins with `#` stands behind a blank, so that its line is no comment. */
export const fileOf = (entries: readonly Entry[]): Buffer => bytes(entries.map(([key, value]) => `${key.startsWith('#') ? ' ' : ''}${key} ${value}\n`).join(''))

/** Order aside. */
export const sorted = (entries: readonly Entry[]): string[] => entries.map((entry) => JSON.stringify(entry)).toSorted()

const value = anyValue.map((given) => given.slice(0, 3000).replaceAll(/^[ \t]+|[ \t]+$/g, '') || 'v')
/** What a command takes for the address of an entry is a test of its own. */
const key = anyKey.map((given) => given.replace(/^#0x/i, '#x'))

interface Contents {
  readonly old: readonly Entry[]
  readonly fresh: readonly Entry[]
}

/** Running entries and those of a file: some alike, some changed, some gone or new, in any order; running keys may stand several times. */
export function contents(keys: fc.Arbitrary<string>, most = 40): fc.Arbitrary<Contents> {
  const pool = fc.uniqueArray(keys, {minLength: 1, maxLength: most})
  return pool.chain((all) =>
    fc
      .record({
        running: fc.shuffledSubarray(all),
        wanted: fc.shuffledSubarray(all),
        again: fc.array(fc.nat({max: all.length - 1}), {maxLength: 4}),
        values: fc.array(fc.oneof({weight: 1, arbitrary: value}, {weight: 2, arbitrary: fc.constantFrom('one', 'two')}), {minLength: 3, maxLength: 8}),
        seed: fc.nat(),
      })
      .map(({running, wanted, again, values, seed}) => {
        const pick = (index: number): string => values[(index * 7919 + seed) % values.length] ?? 'one'
        const twice = new Set(again.map((index) => all[index]).filter((each) => each !== undefined && running.includes(each)))
        const old = [...running, ...again.flatMap((index) => all[index] ?? []).filter((each) => twice.has(each))]
        return {
          old: old.map((each, index): Entry => [each, twice.has(each) ? pick(index).replaceAll(' ', '_') : pick(index)]),
          fresh: wanted.map((each, index): Entry => [each, pick(index + 1)]),
        }
      }),
  )
}

export const keysOf = {
  str: key,
  beg: key.map((given) => `/${given}`),
  ip: fc
    .tuple(fc.integer({min: 0, max: 255}), fc.integer({min: 0, max: 255}), fc.integer({min: 8, max: 32}))
    .map(([a, b, bits]) => (bits > 30 ? `10.0.${a}.${b}` : bits > 28 ? `2001:db8:${a.toString(16)}::/64` : `10.${a}.0.0/${Math.min(bits, 16)}`))
    // networks that overlap with their host bits set would be two spellings of one
    .filter((given) => !given.includes('/') || given.includes(':') || given.endsWith('/16')),
  // for HAProxy `-7` is a range
  int: fc.integer({min: 0, max: 1_000_000}).map(String),
} as const
