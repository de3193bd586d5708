import {parseIpKey} from '../maps/ip-key.ts'
import {globOf, isGlob} from '../stats/glob.ts'

/** `10.0.0.1:4711` → `10.0.0.1`; an address without a port stays. */
const hostOf = (source: string): string => {
  const colon = source.lastIndexOf(':')
  return colon === -1 || !/^\d+$/.test(source.slice(colon + 1)) ? source : source.slice(0, colon)
}

/**
 * Whether a session comes from there.
 *
 * @param wanted an address, with or without a port; a network, `10.0.0.0/8`; or a pattern with `*` and `?`
 */
export function sourceFilter(wanted: string): (source: string | null) => boolean {
  if (isGlob(wanted)) {
    const fits = globOf(wanted)
    return (source) => source !== null && (fits(source) || fits(hostOf(source)))
  }
  const network = parseIpKey(wanted)?.canonical
  const mask = wanted.includes('/') ? wanted.slice(wanted.lastIndexOf('/')) : ''
  return (source) => {
    if (source === null) return false
    return source === wanted || (network === undefined ? hostOf(source) === wanted : parseIpKey(hostOf(source) + mask)?.canonical === network)
  }
}
