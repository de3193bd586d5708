import type {ExitStatus} from '../../protocol/error.ts'

interface StatusMeaning {
  readonly statuses: readonly (0 | ExitStatus)[]
  /** In a word or two, for the first screen. */
  readonly short: string
  readonly meaning: string
  /** What became of what runs. */
  readonly running: string
}

/** What the exit status says: `hactl --help`, `hactl help exit-codes` and the manual are made of it, docs/errors.md is compared with it. */
export const exitStatuses: readonly StatusMeaning[] = [
  {statuses: [0], short: 'done', meaning: 'done, or there was nothing to do', running: 'as asked for'},
  {statuses: [1], short: 'refused', meaning: 'HAProxy refused, or this HAProxy version cannot do it', running: 'unchanged'},
  {
    statuses: [2],
    short: 'usage, nothing changed',
    meaning: 'wrong usage, bad input, an unknown or ambiguous map or key, or a guard refused',
    running: 'unchanged',
  },
  {statuses: [3], short: 'no connection', meaning: 'no connection, or it was lost or timed out while nothing had been changed', running: 'unchanged'},
  {
    statuses: [4],
    short: 'conflict, nothing changed',
    meaning: 'conflict with another writer, a reload, or verification failed',
    running: 'unchanged by hactl',
  },
  {statuses: [5], short: 'unknown or part done', meaning: 'the outcome is not known, or only a part was done', running: 'the message says what is known'},
  {
    statuses: [6],
    short: 'difference or finding',
    meaning: 'a difference, or a finding: `map diff`, `map sync --dry-run --exit-code`, `doctor`',
    running: 'unchanged',
  },
  {statuses: [7], short: 'not permitted', meaning: 'the level of this socket, or a read-only context, does not permit it', running: 'unchanged'},
  {
    statuses: [129, 130, 143],
    short: 'interrupted, nothing changed',
    meaning: 'interrupted by SIGHUP (its terminal was closed), SIGINT or SIGTERM',
    running: 'unchanged',
  },
]

/** All of them in a few words. */
export const statusLine: string = exitStatuses.map(({statuses, short}) => `${statuses.join(', ')} ${short}`).join(' · ')
