import {HactlError} from '../protocol/error.ts'

interface Range {
  readonly what: string
  readonly least: number
  readonly most: number
  readonly hint?: string
}

/** A whole number as HAProxy is meant to read it: it takes garbage for 0, and too much for something else. @throws HactlError `number-invalid` */
export function numberWithin(text: string, {what, least, most, hint}: Range): number {
  const value = Number(text)
  if (/^\d{1,10}$/.test(text) && value >= least && value <= most) return value
  throw new HactlError('number-invalid', {exit: 2, message: `${what} is a number from ${least} to ${most}, not ${JSON.stringify(text)}`, hint})
}
