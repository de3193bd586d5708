import {isIPv4, isIPv6} from 'node:net'

/** What an ip key stands for; two keys of the same network are duplicates, however they are written. */
export interface IpKey {
  /** Equal for keys that match the same addresses. */
  readonly canonical: string
  /** A mask such as 255.0.255.0: HAProxy keeps it in a list, where order matters. */
  readonly oddMask: boolean
}

/**
 * HAProxy's grammar of ip keys at run time (pattern.c pat_parse_ip, tools.c str2net, str62net): no host names, no `10.1`, no octal; the mask as length
 * or dotted.
 *
 * @returns undefined for what HAProxy refuses
 */
export function parseIpKey(text: string): IpKey | undefined {
  const slash = text.lastIndexOf('/')
  const address = slash === -1 ? text : text.slice(0, slash)
  const maskText = slash === -1 ? undefined : text.slice(slash + 1)
  if (isIPv4(address)) {
    const mask = maskText === undefined ? 0xffff_ffff : ipv4Mask(maskText)
    if (mask === undefined) return undefined
    const bits = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
    // & works on signed 32 bits: >>> 0 makes it unsigned again
    return {canonical: `${(bits & mask) >>> 0}/${mask}`, oddMask: !isContiguous(mask)}
  }
  // a zone is node's addition, inet_pton has none
  if (!isIPv6(address) || address.includes('%')) return undefined
  const length = maskText === undefined ? 128 : prefixLength(maskText, 128, strtoul)
  if (length === undefined) return undefined
  const bits = ipv6Bits(address)
  return {canonical: `${(bits >> BigInt(128 - length)).toString(16)}/${length}`, oddMask: false}
}

function ipv4Mask(text: string): number | undefined {
  if (text.includes('.')) return isIPv4(text) ? text.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0) : undefined
  const length = prefixLength(text, 32, strtol)
  if (length === undefined) return undefined
  return length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0
}

/** As C reads it: blanks and a sign before, a number of 64 bits, of which the cast to unsigned keeps 32. */
function prefixLength(text: string, most: number, read: (value: bigint) => bigint): number | undefined {
  if (!/^[\v\f]*[+-]?\d+$/.test(text)) return undefined
  const length = Number(BigInt.asUintN(32, read(BigInt(text.replace(/^[\v\f]*\+?/, '')))))
  return length <= most ? length : undefined
}

/** For IPv4 (tools.c str2mask): saturates at both ends of the signed range. */
function strtol(value: bigint): bigint {
  const [lowest, highest] = [-(2n ** 63n), 2n ** 63n - 1n]
  return value > highest ? highest : value < lowest ? lowest : value
}

/** For IPv6 (tools.c str62net): a minus wraps around, what does not fit is the greatest there is. */
function strtoul(value: bigint): bigint {
  const highest = 2n ** 64n - 1n
  return value > highest || value < -highest ? highest : BigInt.asUintN(64, value)
}

function isContiguous(mask: number): boolean {
  const inverted = ~mask >>> 0
  return (inverted & (inverted + 1)) === 0
}

function ipv6Bits(text: string): bigint {
  const [head = '', tail] = text.split('::')
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  const zeros = tail === undefined ? [] : Array.from({length: 8 - before.length - after.length}, () => 0)
  return [...before, ...zeros, ...after].reduce((sum, group) => (sum << 16n) | BigInt(group), 0n)
}

function groupsOf(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [a * 256 + b, c * 256 + d]
  })
}
