/** Numbers as a person reads them. */

const steps = ['', 'k', 'M', 'G', 'T', 'P', 'E']

/** `1234567` → `1.23M`: three digits that count, in powers of 1,000; below 10,000 as it is. */
export function count(value: number): string {
  if (Math.abs(value) < 10_000) return String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))
  return scaled(value, 1000, steps)
}

/** Bytes: `1.2 MB`, in powers of 1,000 as networks count. */
export const bytes = (value: number): string =>
  scaled(
    value,
    1000,
    steps.map((step) => ` ${step}B`),
  )

/** Memory: `1.2 MiB`, in powers of 1,024. */
export const memory = (value: number): string =>
  scaled(
    value,
    1024,
    steps.map((step) => ` ${step === '' ? '' : `${step.toUpperCase()}i`}B`),
  )

function scaled(value: number, base: number, units: readonly string[]): string {
  let [rest, step] = [value, 0]
  // 999.5 would be written as 1000
  while (Math.abs(rest) >= (step === 0 ? base : base - 0.5) && step < units.length - 1) {
    rest /= base
    step += 1
  }
  const places = step === 0 || Math.abs(rest) >= 100 ? 0 : Math.abs(rest) >= 10 ? 1 : 2
  return `${rest.toFixed(places)}${units[step] ?? ''}`
}

/** Seconds: `42s`, `3m12s`, `5h03m`, `12d04h`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [days, hours, minutes, rest] = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60]
  const two = (part: number): string => String(part).padStart(2, '0')
  if (days > 0) return `${days}d${two(hours)}h`
  if (hours > 0) return `${hours}h${two(minutes)}m`
  return minutes > 0 ? `${minutes}m${two(rest)}s` : `${rest}s`
}

/** Milliseconds: `0ms`, `21ms`, `1.50s`. */
export const milliseconds = (value: number): string => (value < 1000 ? `${value}ms` : value < 60_000 ? `${(value / 1000).toFixed(2)}s` : duration(value / 1000))

/** `37 %` of a limit; nothing without one. */
export const share = (value: number, limit: number): string => (limit > 0 ? `${Math.round((100 * value) / limit)} %` : '')
