import {isIPv4, isIPv6} from 'node:net'
import type {TableHeader} from '../protocol/commands/table/table-header.ts'
import {HactlError} from '../protocol/error.ts'
import {readable, type WireText, wireText} from '../protocol/word.ts'

const highestInteger = 2 ** 32 - 1

/** What HAProxy takes for a key of each type; older versions make a key of anything (2.2: `nonsense` is 0.0.0.0). */
const forms: Readonly<Record<string, {fits: (key: WireText) => boolean; form: string; hint?: string}>> = {
  ip: {fits: isIPv4, form: 'an IPv4 address'},
  ipv6: {fits: (key) => isIPv6(key) && !key.includes('%'), form: 'an IPv6 address', hint: 'an IPv4 address stands in such a table as ::ffff:192.0.2.1'},
  integer: {fits: (key) => /^\d{1,10}$/.test(key) && Number(key) <= highestInteger, form: `a number of 0 to ${highestInteger}`},
  string: {fits: (key) => key !== '' && !/[\0\r\n]/.test(key), form: 'a text of a character at least, without line feeds'},
}

/** @returns why a key cannot be sent; undefined where it can */
export function faultOfKey(type: string, key: WireText): string | undefined {
  const known = forms[type]
  if (!known) return `HAProxy takes no keys of type ${type}`
  return known.fits(key) ? undefined : `${JSON.stringify(readable(key))} is not ${known.form}`
}

/**
 * A key as it is sent.
 *
 * @throws HactlError `key-invalid`; `unsupported` for the table of a type of which HAProxy takes no keys (`set table` of a binary one leaves a junk key)
 */
export function requireKey({name, type}: TableHeader, key: string): WireText {
  const known = forms[type]
  if (!known) {
    throw new HactlError('unsupported', {
      exit: 1,
      message: `${name} has keys of type ${type}: HAProxy takes none of them by name`,
      hint: `hactl table show ${name} lists its entries; filters on what they hold work`,
    })
  }
  const wire = wireText(key)
  const fault = faultOfKey(type, wire)
  if (fault === undefined) return wire
  throw new HactlError('key-invalid', {
    exit: 2,
    message: `a key of ${name} is ${known.form}, not ${JSON.stringify(key)}`,
    ...(known.hint && {hint: known.hint}),
  })
}

/** @returns why no entry of such a table can be brought back; undefined where they can */
export const faultOfType = (type: string): string | undefined =>
  forms[type] ? undefined : `entries with keys of type ${type} cannot be brought back: HAProxy takes no such keys`
