import {HactlError} from './error.ts'

const units: Readonly<Record<string, number>> = {ms: 1, s: 1_000, m: 60_000}
const form = /^(\d+)(ms|s|m)$/
// what setTimeout can hold
const longest = 2 ** 31 - 1

/** `500ms`, `30s`, `2m` in milliseconds. @throws HactlError `usage` for anything else */
export function parseDuration(text: string, name = 'the duration'): number {
  const [, count, unit] = form.exec(text) ?? []
  const milliseconds = Number(count) * (units[unit ?? ''] ?? Number.NaN)
  if (milliseconds > 0 && milliseconds <= longest) return milliseconds
  throw new HactlError('usage', {exit: 2, message: `${name} cannot be ${JSON.stringify(text)}`, hint: 'write it as 500ms, 30s or 2m'})
}
