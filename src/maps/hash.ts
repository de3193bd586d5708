import {viewOf} from '../protocol/entry-batch.ts'

/** Two 32 bit halves. Seeds are random for each process, so that nobody can choose keys that meet; nobody is shown them, and node:crypto takes 4 ms to load. */
const seed = Uint32Array.of(Math.random() * 2 ** 32, Math.random() * 2 ** 32)

/** 64 bits as two numbers with a sign, which V8 keeps unboxed: no object and no BigInt for each of a million keys. */
export interface Hash {
  a: number
  b: number
}

/**
 * Hash of a part of a buffer, written into `into`. Two murmur-like lanes with their own constants; equal hashes are taken as equal keys
 * (2^-60 for each pair in a table).
 */
export function hashBytes(bytes: DataView, start: number, end: number, into: Hash): void {
  const length = end - start
  let a = (seed[0] ?? 0) ^ length
  let b = (seed[1] ?? 0) ^ Math.imul(length, 0x85ebca6b)
  let at = start
  for (; at + 4 < end; at += 4) {
    const word = bytes.getInt32(at, true)
    a = rotated(Math.imul(a ^ word, 0x9e3779b1), 13)
    b = rotated(Math.imul(b ^ word, 0xc2b2ae35), 17)
  }
  // the last word may overlap the one before: with the length it tells the same
  let tail = 0
  if (length >= 4) tail = bytes.getInt32(end - 4, true)
  else for (; at < end; at += 1) tail = (tail << 8) | bytes.getUint8(at)
  a = rotated(Math.imul(a ^ tail, 0x9e3779b1), 13)
  b = rotated(Math.imul(b ^ tail, 0xc2b2ae35), 17)
  into.a = mixed(a ^ rotated(b, 7))
  into.b = mixed(b + a)
}

/** The hash of bytes that stand alone. */
export const hashAll = (bytes: Uint8Array, into: Hash): void => hashBytes(viewOf(bytes), 0, bytes.length, into)

/** The hash of the n-th further occurrence of a key. */
export function again(hash: Hash, occurrence: number): void {
  hash.a = mixed(hash.a ^ Math.imul(occurrence, 0x27d4eb2f))
  hash.b = mixed(hash.b + Math.imul(occurrence, 0x165667b1))
}

export const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by))

function mixed(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
