/** What decides about colour besides the stream. */
export interface ColourFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  /** `--no-color` was given. */
  readonly refused: boolean
}

const given = (value: string | undefined): boolean => value !== undefined && value !== ''
/** Neither unset nor said to be off. */
export const on = (value: string | undefined): boolean => given(value) && value !== '0' && value !== 'false'

/**
 * Whether a stream is coloured. What is said to hactl itself (`--no-color`, HACTL_NO_COLOR) comes first, then FORCE_COLOR and CLICOLOR_FORCE, which node and
 * chalk let win over NO_COLOR too; then NO_COLOR, CLICOLOR=0, TERM=dumb, and whether a person is looking.
 */
export function isColoured(isTTY: boolean, {env, refused}: ColourFacts): boolean {
  if (refused || given(env['HACTL_NO_COLOR'])) return false
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '') return on(env['FORCE_COLOR'])
  if (on(env['CLICOLOR_FORCE'])) return true
  if (given(env['CLICOLOR']) && !on(env['CLICOLOR'])) return false
  return !given(env['NO_COLOR']) && env['TERM'] !== 'dumb' && isTTY
}
