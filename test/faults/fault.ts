/** What a relay does to one request or its answer. */
export type Fault = {
  /** Before the client sees anything of it. */
  readonly meanwhile?: () => unknown
} & (
  | {readonly kind: FaultKind}
  /** Only so many bytes of the answer, or all but so many (below 0), then the end. */
  | {readonly kind: 'cut-answer'; readonly keep: number}
  /** HAProxy has run it, and something else comes back. */
  | {readonly kind: 'replace-answer'; readonly text: string}
  /** The text comes, and what HAProxy answers only when the client asks for more. */
  | {readonly kind: 'late-answer'; readonly text: string}
  /** HAProxy is not asked; the same text again and again, for as long as the client reads. */
  | {readonly kind: 'endless-answer'; readonly text: string; readonly pause?: number}
)

type FaultKind =
  /** No fault: `meanwhile` happens before HAProxy gets the request. */
  | 'hold'
  /** HAProxy never gets it, and the connection ends. */
  | 'lose-request'
  /** HAProxy gets half of it, and the connection ends. */
  | 'cut-request'
  /** HAProxy has run it, and the connection ends without a byte. */
  | 'lose-answer'
  /** HAProxy has run it, and the connection is reset without a byte (TCP only; the same as `lose-answer` elsewhere). */
  | 'reset'
  /** The whole answer comes, and then the end, in a session too. */
  | 'close-after'
  /** HAProxy never gets it, and nothing comes back. */
  | 'stall-request'
  /** HAProxy has run it, and nothing comes back. */
  | 'stall-answer'
  /** The answer comes byte by byte. */
  | 'drip-answer'

/** One request, as a plan sees it. */
export interface PlannedRequest {
  /** The command line, without its line feed and payload. */
  readonly line: string
  /** Counted over all connections, from 0. */
  readonly index: number
  /** Counted over all connections, from 0. */
  readonly connection: number
}

export type Plan = (request: PlannedRequest) => Fault | undefined

/** Whether a request commits a version: also behind other commands of its line. */
export const commits = ({line}: {readonly line: string}): boolean => /(?:^|;)commit map @/.test(line)

/** A fault for the first request that fits, and for no other. */
export function onceWhen(fits: (request: PlannedRequest) => boolean, fault: Fault): Plan {
  let happened = false
  return (request) => {
    if (happened || !fits(request)) return undefined
    happened = true
    return fault
  }
}
