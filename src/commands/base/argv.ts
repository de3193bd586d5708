/** What comes before `--`, where flags end. */
const flagWords = (argv: readonly string[]): readonly string[] => {
  const end = argv.indexOf('--')
  return end < 0 ? argv : argv.slice(0, end)
}

/** JSON was asked for: an error must be JSON too, even one in the flags themselves, so this looks before any parser does. */
export function wantsJson(argv: readonly string[]): boolean {
  return flagWords(argv).some((word, index, words) => {
    if (word === '--json' || word === '--output=json' || word === '-ojson' || word === '-o=json') return true
    return word === 'json' && (words[index - 1] === '-o' || words[index - 1] === '--output')
  })
}

export const refusesColour = (argv: readonly string[]): boolean => flagWords(argv).includes('--no-color')

export const wantsDebug = (argv: readonly string[], env: Readonly<Record<string, string | undefined>>): boolean =>
  flagWords(argv).includes('--debug') || /^(?:1|true|y|yes)$/i.test(env['HACTL_DEBUG'] ?? '')
