/** The HAProxy process that was talked to, as reports name it. */
export interface Target {
  readonly address: string
  /** Name of the host, or what `node` in the global section says. */
  readonly node: string
  readonly pid: number
  readonly version: string
}
