/** How often a property is tried: few in daily use, more where HACTL_FC_RUNS says so. fast-check prints seed and path of a failure. */
export function runs(few: number): {numRuns: number} {
  return {numRuns: Number(process.env.HACTL_FC_RUNS ?? few)}
}
