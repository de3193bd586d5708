/** Whether a name holds `*` or `?`. */
export const isGlob = (pattern: string): boolean => /[*?]/.test(pattern)

/** `*` stands for any characters, `?` for one, everything else for itself. */
export function globOf(pattern: string): (name: string) => boolean {
  if (!isGlob(pattern)) return (name) => name === pattern
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  const expression = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'su')
  return (name) => expression.test(name)
}
