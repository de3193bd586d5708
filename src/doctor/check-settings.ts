import type {RuntimeClient} from '../client/runtime-client.ts'
import {unseenBecause} from '../maps/own-file.ts'
import {type Configuration, readConfiguration} from './configuration.ts'
import {type Check, type Finding, unseen} from './finding.ts'
import type {Sight} from './own-process.ts'

/** A setting that HAProxy does not tell at run time, and what may be wrong with it. */
interface Rule {
  readonly check: Check
  readonly keyword: string
  /** HAProxy's own, where nothing is said. */
  readonly ordinary: string
  readonly fault: (value: string) => Pick<Finding, 'message' | 'advice'> | undefined
}

/** ms: above, who forgets a session keeps its slot for longer than anybody waits; below, an answer that takes its time is cut off. */
const timeouts = {most: 3_600_000, least: 1000}
/** A sync takes two: a session, and a look beside it. */
const fewestSlots = 3

const rules: readonly Rule[] = [
  {
    check: 'stats-timeout',
    keyword: 'stats timeout',
    ordinary: '10s',
    fault: (value) => {
      const ms = milliseconds(value)
      if (ms !== undefined && ms < timeouts.least)
        return {message: 'an answer that takes its time is cut off', advice: 'at least a second; 10s is HAProxy’s own'}
      if (ms !== undefined && ms > timeouts.most)
        return {message: 'a session that is forgotten keeps its slot for as long', advice: 'some minutes; 10s is HAProxy’s own'}
      return undefined
    },
  },
  {
    check: 'stats-maxconn',
    keyword: 'stats maxconn',
    ordinary: '10',
    fault: (value) =>
      Number(value) < fewestSlots ? {message: 'one connection more waits without a word', advice: `at least ${fewestSlots}; 10 is HAProxy’s own`} : undefined,
  },
]

/** `stats timeout` and `stats maxconn`, from the configuration, where that can be read here. */
export function checkSettings({info}: RuntimeClient, sight: Sight): Finding[] {
  if (!sight.seen) return rules.map((rule) => unseenRule(rule, sight.why))
  try {
    const configuration = readConfiguration(sight.pid, sight.proc, info)
    return rules.map((rule) => judged(rule, configuration))
  } catch (error) {
    return rules.map((rule) => unseenRule(rule, unseenBecause(error, sight.pid)))
  }
}

const unseenRule = ({check, keyword}: Rule, why: string): Finding =>
  unseen({check, subject: null, source: 'haproxy.cfg'}, `${keyword} is not visible at run time, nor is haproxy.cfg from here`, why)

function judged({check, keyword, ordinary, fault}: Rule, {files, newer, settings}: Configuration): Finding {
  const setting = settings.get(keyword)
  const value = setting?.value ?? ordinary
  const found = fault(value)
  const told = setting ? `${keyword} ${value}` : `${keyword} ${ordinary}, HAProxy’s own`
  const doubt = newer ? '; the file was changed after this process had started' : ''
  return {
    severity: found ? 'warning' : newer ? 'note' : 'ok',
    check,
    subject: null,
    message: `${told}${found ? `: ${found.message}` : ''}${doubt}`,
    source: setting?.place ?? files.join(', '),
    advice: found?.advice ?? (newer ? 'a reload brings what the file says now' : null),
  }
}

const units: Readonly<Record<string, number>> = {us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}

/** `30s`, `2m`, or ms without a unit; undefined for what only HAProxy can tell (a variable of the environment). */
function milliseconds(text: string): number | undefined {
  const [, digits, unit = 'ms'] = /^"?(\d+)(us|ms|s|m|h|d)?"?$/.exec(text) ?? []
  const factor = units[unit]
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor
}
