import type {LabVersion} from '../../test/haproxy/lab.ts'

export interface Fault {
  readonly id: string
  readonly title: string
  readonly code: string
  readonly seen: readonly string[]
  readonly absent: readonly string[]
  /** Seconds; undefined for the quick ones. */
  readonly takes: number | undefined
  readonly env: Readonly<Record<string, string>>
}

export interface FaultPage {
  readonly config: string
  readonly files: readonly string[]
  readonly functions: string
  readonly faults: readonly Fault[]
  /** Names of faults in brackets anywhere in the text. */
  readonly mentioned: readonly string[]
}

export const pagePath: string
export function readPage(text?: string): FaultPage
export function claimOf(fault: Fault, version: LabVersion): boolean | undefined
