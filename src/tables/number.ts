import type {DataType} from '../protocol/commands/table/data-type.ts'
import {HactlError} from '../protocol/error.ts'

const digits = /^-?\d+$/

/** Numbers of so many digits are safe for every type that counts. */
const shortNumber = 9

/** @returns why a data type cannot hold a text; undefined for a number that it can */
export function faultOfNumber({name, least, most}: DataType, text: string): string | undefined {
  if (!digits.test(text)) return `${JSON.stringify(text)} is no whole number`
  if (text.length <= shortNumber && (least < 0n || !text.startsWith('-'))) return undefined
  const number = BigInt(text)
  return number >= least && number <= most ? undefined : `${name} holds ${least} to ${most}, not ${text}`
}

/** HAProxy would store what is left of a number that is too large. @throws HactlError `value-invalid` */
export function requireNumber(type: DataType, text: string): string {
  const fault = faultOfNumber(type, text)
  if (fault !== undefined) throw new HactlError('value-invalid', {exit: 2, message: fault, hint: 'nothing was sent'})
  return text
}
