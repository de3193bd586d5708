import fc from 'fast-check'
import {expect, test} from 'vitest'
import {type LabVersion, lab} from '../haproxy/lab.ts'
import {randomCase} from './random-case.ts'
import {type Outcome, RandomRuns} from './random-run.ts'
import {faultRuns, faultSeed, writeOutcomes} from './soak.ts'

const seed = faultSeed()

test('a fault or two at any step of a sync, or a signal, leaves the old map or the new one, and says which', {timeout: 3_600_000}, async () => {
  process.stderr.write(`random faults: seed ${seed}; HACTL_FAULT_SEED=${seed} draws the same\n`)
  const begun = performance.now()
  const shares = await Promise.all(lab.versions.map((version, index, all) => share(version, seed + index, Math.ceil(faultRuns / all.length))))
  const outcomes = shares.flatMap(({outcomes}) => outcomes)
  // a fault that never strikes proves nothing
  expect(outcomes.filter(({step}) => step !== undefined).length).toBeGreaterThan(outcomes.length / 2)
  writeOutcomes(outcomes, {seed, milliseconds: performance.now() - begun, versions: shares.map(({full}) => full)})
})

async function share(version: LabVersion, seed: number, numRuns: number): Promise<{full: string; outcomes: readonly Outcome[]}> {
  await using runs = await RandomRuns.on(version)
  const pid = await runs.haproxy.pid()
  const outcomes: Outcome[] = []
  await fc.assert(
    fc.asyncProperty(randomCase, async (drawn) => {
      const outcome = await runs.run(drawn)
      expect(outcome.wrong, `HAProxy ${version}`).toBeUndefined()
      outcomes.push(outcome)
    }),
    {seed, numRuns, endOnFailure: true},
  )
  expect(await runs.haproxy.pid()).toBe(pid)
  return {full: runs.haproxy.full, outcomes}
}
