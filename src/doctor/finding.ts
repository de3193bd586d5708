/** What was looked at. */
export type Check = 'process' | 'version' | 'level' | 'stats-timeout' | 'stats-maxconn' | 'bufsize' | 'workers' | 'sockets' | 'versions' | 'files'

/**
 * How much a finding matters: `problem`, act now; `warning`, act, or know that it is meant so; `note`, good to know, or not visible from here; `ok`, looked at
 * and right.
 */
export type Severity = 'problem' | 'warning' | 'note' | 'ok'

/** What `examine` has to say of one thing. */
export interface Finding {
  readonly severity: Severity
  readonly check: Check
  /** The map, the socket, the fault … that it is about; null for the process. */
  readonly subject: string | null
  readonly message: string
  /** What was asked or read: a command of HAProxy, a file and its line, a page. */
  readonly source: string
  /** What to do; null where nothing is to be done. */
  readonly advice: string | null
  /** Why it could not be looked at from here; undefined for what was. */
  readonly unseen?: string
}

/** What only the machine of HAProxy can tell, and only to some of its users. */
export const unseen = (about: Pick<Finding, 'check' | 'subject' | 'source'>, message: string, why: string): Finding => ({
  ...about,
  severity: 'note',
  message: `${message}: ${why}`,
  advice: 'hactl doctor on the machine of HAProxy, as root or as its user',
  unseen: why,
})

/** What must be acted on, of all that was said. */
export const isFinding = ({severity}: Finding): boolean => severity === 'problem' || severity === 'warning'
