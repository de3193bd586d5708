/** What a request of a sync asks, told by its own words. */
const steps = {
  probe: /show cli level;show pools/,
  'round trip': /^show cli level$/,
  'kind of match': /^get (?:map|acl) /,
  'dump of the running map': /show (?:map|acl) [^@]\S*$/,
  prepare: /prepare (?:map|acl) /,
  chunk: /^add (?:map|acl) @/,
  'read back': /show (?:map|acl) @/,
  change: /^(?:add|set|del) (?:map|acl) [^@]/,
  'opening of a session': /^prompt/,
  'timeout of a session': /^set timeout cli \d+$/,
  'last look': /^show info typed$|^show (?:map|acl)$/,
  commit: /(?:^|;)commit (?:map|acl) @/,
  clear: /^clear (?:map|acl) @/,
  look: /show info typed;show (?:map|acl)$/,
} as const satisfies Readonly<Record<string, RegExp>>

export type Step = keyof typeof steps | 'look after the commit' | 'start of the process' | 'other'

/** Not every sync has each of them. */
export const stepNames: readonly Step[] = [...namesOf(steps), 'look after the commit']

/** @param committed whether a commit was asked for before */
export function stepOf(line: string, committed: boolean): Step {
  const step = namesOf(steps).find((name) => steps[name].test(line)) ?? 'other'
  return step === 'look' && committed ? 'look after the commit' : step
}

function namesOf<Name extends string>(record: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(record) as Name[]
}
