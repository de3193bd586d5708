import type {LabVersion} from './lab/options.ts'

export interface Installed {
  version: LabVersion
  /** `3.2.26` */
  full: string
  binary: string
}

export interface Skipped {
  version: string
  why: string
  full?: undefined
}

export const labVersions: readonly LabVersion[]
export function labFolder(): string
export function requiredVersions(): string[]
export function findHaproxy(version: string): Installed | undefined
export function findSocat(): string | undefined
export function findAnsible(): {python: string; playbook: string; version: string} | undefined
export function installLab(versions?: readonly string[]): Promise<(Installed | Skipped)[]>
