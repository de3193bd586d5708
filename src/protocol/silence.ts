const units: Readonly<Record<string, number>> = {us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}
const wait = /^\s*wait\s+(\d+)(us|ms|s|m|h|d)?(?:\s|$)/
const follow = /^\s*show\s+events\s+\S+\s(?:.*\s)?-[^\s-]*w/

/** ms that HAProxy is silent on these commands because that is what they do: `wait` (ms unless it says otherwise), and `show events SINK -w` without end. */
export function silenceOf(commands: readonly string[]): number {
  return commands.reduce((sum, command) => sum + delayOf(command), 0)
}

function delayOf(command: string): number {
  if (follow.test(command)) return Number.POSITIVE_INFINITY
  const [, count, unit = 'ms'] = wait.exec(command) ?? []
  return count === undefined ? 0 : Number(count) * (units[unit] ?? 1)
}
