/** What a long piece of work tells about itself. */
export interface ProgressStep {
  /** prepare, load, verify, commit … */
  readonly phase: string
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

/** The line of a phase that runs since `elapsed` ms: bar, share, rate, time left; as much as fits into `width`. */
export function progressLine({phase, done, total, unit}: ProgressStep, elapsed: number, width: number): string {
  const rate = done !== undefined && elapsed >= settled ? (done / elapsed) * 1000 : undefined
  const counted = unit === undefined ? '' : ` ${unit}`
  const parts = [phase]
  if (done !== undefined && total !== undefined && total > 0) {
    parts.push(`${bar(done / total)} ${Math.min(100, Math.floor((done / total) * 100))}%`, `${short(done)} of ${short(total)}${counted}`)
  } else if (done !== undefined) parts.push(`${short(done)}${counted}`)
  if (rate !== undefined && rate >= 1) {
    parts.push(`${short(rate)}/s`)
    if (total !== undefined && done !== undefined && done < total) parts.push(`${span(((total - done) / rate) * 1000)} left`)
  }
  while (parts.length > 1 && parts.join('  ').length > width) parts.pop()
  return parts.join('  ')
}
