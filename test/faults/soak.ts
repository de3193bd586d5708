import {writeFileSync} from 'node:fs'
import {root} from '../../scripts/commands.mjs'
import {type Content, isKnown} from './promises.ts'
import type {Outcome} from './random-run.ts'

/** Random faults of one run; `npm run soak` asks for more. */
export const faultRuns = Number(process.env['HACTL_FAULTS'] ?? 120)

export const faultSeed = (): number => Number(process.env['HACTL_FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

export interface Soak {
  readonly seed: number
  readonly milliseconds: number
  /** `3.2.26` */
  readonly versions: readonly string[]
}

/** Where `npm run soak` wants the table; nowhere otherwise. */
export function writeOutcomes(outcomes: readonly Outcome[], soak: Soak): void {
  const file = process.env['HACTL_SOAK_TABLE']
  if (file !== undefined) writeFileSync(`${root}${file}`, page(outcomes, soak))
}

function page(outcomes: readonly Outcome[], {seed, milliseconds, versions}: Soak): string {
  const longest = Math.max(...outcomes.map((outcome) => outcome.milliseconds))
  const patches = outcomes.filter(({strategy}) => strategy === 'patch')
  return `# Random faults

${outcomes.length} syncs on ${new Date().toISOString().slice(0, 10)}, seed ${seed}, ${Math.round(milliseconds / 1000)} s, HAProxy ${versions.join(', ')}; the longest took ${Math.round(longest)} ms.

Old and new: what ran after the sync, and the exit status said so. Unknown: exit status 5, or killed; what ran then. Where there were two faults, the first one counts.

## By a new version

${table(outcomes.filter(({strategy}) => strategy !== 'patch'))}
## By a patch

Not atomic: what is cut leaves a part of it done, and the same again completes it.

${table(patches)}`
}

function table(outcomes: readonly Outcome[]): string {
  const nameOf = ({fault, step}: Outcome): string => `${fault} | ${step ?? 'none: it was over'}`
  const names = [...new Set(outcomes.map(nameOf))].toSorted((one, other) => (one < other ? -1 : 1))
  return `| fault | step | syncs | old | new | unknown, old | unknown, new | unknown, between | neither |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${names.map((name) => `| ${name} | ${counts(outcomes.filter((outcome) => nameOf(outcome) === name))} |`).join('\n')}
| **all** | | ${counts(outcomes)} |
`
}

function counts(outcomes: readonly Outcome[]): string {
  const having = (known: boolean, content: Content): number => outcomes.filter(({exit, running}) => isKnown(exit) === known && running === content).length
  const neither = outcomes.filter(({running}) => running === 'neither').length
  return [outcomes.length, having(true, 'old'), having(true, 'new'), having(false, 'old'), having(false, 'new'), having(false, 'between'), neither].join(' | ')
}
