/** What a long piece of work tells about itself. */
export interface ProgressStep {
  /** prepare, load, verify, commit … */
  readonly phase: string
  /** Which of several this is about. */
  readonly subject?: string | undefined
  readonly done?: number | undefined
  readonly total?: number | undefined
  /** What is counted. */
  readonly unit?: string | undefined
}

const barWidth = 20
/** A rate means nothing before this. */
const settled = 500

const units: readonly (readonly [number, string])[] = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
]

/** 1_234_567 -> `1.2M`. */
export function short(count: number): string {
  const unit = units.find(([size]) => count >= size)
  if (!unit) return String(Math.round(count))
  const scaled = count / unit[0]
  return `${scaled >= 100 ? Math.round(scaled) : Math.round(scaled * 10) / 10}${unit[1]}`
}

/** `45 s`, `2 min 5 s`, `1 h 3 min`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, share) * barWidth)
  return '█'.repeat(full) + '░'.repeat(barWidth - full)
}

const percent = (share: number): string => `${Math.min(100, Math.floor(share * 100))}%`

const named = ({phase, subject}: ProgressStep): string => (subject === undefined ? phase : `${subject}: ${phase}`)

/** Count, rate and time left, as far as they are known. */
function counts({done, total, unit}: ProgressStep, elapsed: number): string[] {
  if (done === undefined) return []
  const counted = unit === undefined ? '' : ` ${unit}`
  const parts = [total !== undefined && total > 0 ? `${short(done)} of ${short(total)}${counted}` : `${short(done)}${counted}`]
  const rate = elapsed >= settled ? (done / elapsed) * 1000 : 0
  if (rate < 1) return parts
  parts.push(`${short(rate)}/s`)
  if (total !== undefined && done < total) parts.push(`${span(((total - done) / rate) * 1000)} left`)
  return parts
}

function shareOf({done, total}: ProgressStep): number | undefined {
  return done !== undefined && total !== undefined && total > 0 ? done / total : undefined
}

/** The line of a phase that runs since `elapsed` ms: bar, share, rate, time left; as much as fits into `width`. */
export function progressLine(step: ProgressStep, elapsed: number, width: number): string {
  const share = shareOf(step)
  const parts = [named(step), ...(share === undefined ? [] : [`${bar(share)} ${percent(share)}`]), ...counts(step, elapsed)]
  while (parts.length > 1 && parts.join('  ').length > width) parts.pop()
  return parts.join('  ')
}

/** The same for a log: `load: 45%, 450k of 1M entries, 100k/s, 5 s left`; where nothing is counted, how long it has taken. */
export function progressText(step: ProgressStep, elapsed: number): string {
  const share = shareOf(step)
  const known = [...(share === undefined ? [] : [percent(share)]), ...counts(step, elapsed)]
  return `${named(step)}: ${known.length > 0 ? known.join(', ') : `${span(elapsed)} so far`}`
}
