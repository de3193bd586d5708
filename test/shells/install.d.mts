export interface Shell {
  readonly name: string
  readonly binary: string
  /** The folder that it was unpacked to. */
  readonly root: string
  readonly version: string | undefined
}

export const shells: readonly string[]
export function findShell(name: string): Shell | undefined
