/** What an int key stands for. */
export interface IntKey {
  /** Equal for keys that match the same numbers. */
  readonly canonical: string
  /** A range: where ranges overlap, the order decides. */
  readonly range: boolean
}

const lowest = -(2n ** 63n)
const highest = 2n ** 63n - 1n

/**
 * HAProxy's grammar of int keys (pattern.c pat_parse_int): `7`, `1:10`, `1-10`, `1:`, `:10`. The first `:` or `-` separates, so `-5` is "up to 5".
 *
 * @returns undefined for what HAProxy refuses
 */
export function parseIntKey(text: string): IntKey | undefined {
  const separator = text.search(/[:-]/)
  if (separator === -1) {
    const value = integer(text)
    return value === undefined ? undefined : {canonical: value.toString(), range: false}
  }
  const [lowText, highText] = [text.slice(0, separator), text.slice(separator + 1)]
  if (lowText === '' && highText === '') return undefined
  const low = lowText === '' ? undefined : integer(lowText)
  const high = highText === '' ? undefined : integer(highText)
  if ((lowText !== '' && low === undefined) || (highText !== '' && high === undefined)) return undefined
  if (low !== undefined && high !== undefined && low > high) return undefined
  return {canonical: `${low ?? ''}:${high ?? ''}`, range: true}
}

/** tools.c strl2llrc: digits, a minus before them; a minus alone is 0. */
function integer(text: string): bigint | undefined {
  if (!/^(?:\d+|-\d*)$/.test(text)) return undefined
  const value = text === '-' ? 0n : BigInt(text)
  return value >= lowest && value <= highest ? value : undefined
}
