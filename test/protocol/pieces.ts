import fc from 'fast-check'

/** Bytes in one piece, byte by byte, and cut anywhere: what a reader makes of them must be the same. */
export function cuts(bytes: Buffer, places: readonly number[]): Buffer[][] {
  const at = [...new Set(places.map((place) => (bytes.length === 0 ? 0 : place % bytes.length)))].sort((a, b) => a - b)
  const bounds = [0, ...at, bytes.length]
  return [[bytes], Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)), bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end))]
}

/** Where to cut. */
export const places = fc.array(fc.nat(), {maxLength: 8})

export const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
