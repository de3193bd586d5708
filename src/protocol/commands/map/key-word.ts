import {HactlError} from '../../error.ts'
import {readable, type WireText, wireText, word} from '../../word.ts'

/**
 * A key where HAProxy also takes `#0x…`, the address of an entry (`set map`, `del map`).
 *
 * @throws HactlError `key-is-address` for a key that would be read as one
 */
export function keyWord(key: string | Uint8Array): WireText {
  const wire = wireText(key)
  if (/^#0x/i.test(wire)) {
    throw new HactlError('key-is-address', {
      exit: 2,
      message: `HAProxy reads ${JSON.stringify(readable(wire))} as the address of an entry, not as a key`,
      hint: 'change the map by a file instead: hactl map sync',
    })
  }
  return word(key)
}
