/** A HAProxy version as `show info` prints it. Development versions (`3.5-dev5`) order before their release. */
export interface Version {
  readonly major: number
  readonly minor: number
  /** -1 for a development version. */
  readonly patch: number
  /** As HAProxy printed it, distribution suffix included. */
  readonly text: string
}

/** @returns undefined when the text does not begin with a version number */
export function parseVersion(text: string): Version | undefined {
  const found = /^(\d+)\.(\d+)(?:\.(\d+)|-dev\d*)?/.exec(text)
  if (!found) return undefined
  const [whole, major, minor, patch] = found
  return {major: Number(major), minor: Number(minor), patch: patch === undefined ? (whole.includes('-dev') ? -1 : 0) : Number(patch), text}
}

export function isAtLeast(version: Version, bound: string): boolean {
  const other = parseVersion(bound)
  if (!other) throw new RangeError(`not a version: ${bound}`)
  const difference = version.major - other.major || version.minor - other.minor || version.patch - other.patch
  return difference >= 0
}

/** Both bounds are optional: `since` is included, `until` is not. */
export interface VersionRange {
  readonly since?: string
  readonly until?: string
}

export const isWithin = (version: Version, {since, until}: VersionRange): boolean =>
  (since === undefined || isAtLeast(version, since)) && (until === undefined || !isAtLeast(version, until))

/** `3.2.26`: without what the distribution added. */
export function shortVersion({major, minor, patch, text}: Version): string {
  return patch === -1 ? text : `${major}.${minor}.${patch}`
}
