import {randomBytes} from 'node:crypto'

/** Two 32 bit halves. Seeds are random for each process, so that nobody can choose keys that meet. */
const seed = new Uint32Array(randomBytes(8).buffer.slice(0, 8))

/** 64 bits as two numbers with a sign, which V8 keeps unboxed: no object and no BigInt for each of a million keys. */
export interface Hash {
  a: number
  b: number
}

/**
 * Hash of a part of a buffer, written into `into`. Two murmur-like lanes with their own constants; equal hashes are taken as equal keys
 * (2^-60 for each pair in a table).
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number, into: Hash): void {
  let a = (seed[0] ?? 0) ^ (end - start)
  let b = (seed[1] ?? 0) ^ Math.imul(end - start, 0x85ebca6b)
  let at = start
  for (; at + 3 < end; at += 4) {
    const word = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
    a = rotated(Math.imul(a ^ word, 0x9e3779b1), 13)
    b = rotated(Math.imul(b ^ word, 0xc2b2ae35), 17)
  }
  let tail = 0
  for (; at < end; at += 1) tail = (tail << 8) | (bytes[at] ?? 0)
  a = rotated(Math.imul(a ^ tail, 0x9e3779b1), 13)
  b = rotated(Math.imul(b ^ tail, 0xc2b2ae35), 17)
  into.a = mixed(a ^ rotated(b, 7))
  into.b = mixed(b + a)
}

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
