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

const withValue = new Set(['-s', '--socket', '--context', '-o', '--output', '--timeout', '--fields', '--query'])
const alone = new Set(['--json', '-q', '--quiet', '--debug', '--no-color', '-y', '--yes', '--no-headers'])

/** `hactl -s ADDR map list` is what many type first, while oclif looks for the command in the first word: flags of every command go behind it. */
export function flagsBehindCommand(argv: readonly string[]): readonly string[] {
  let at = 0
  while (at < argv.length) {
    const word = argv[at] ?? ''
    if (withValue.has(word)) at += 2
    else if (alone.has(word) || withValue.has(word.replace(/=.*/, ''))) at += 1
    else break
  }
  const rest = argv.slice(at)
  if (at === 0 || rest.length === 0) return argv
  const end = rest.indexOf('--')
  return end < 0 ? [...rest, ...argv.slice(0, at)] : [...rest.slice(0, end), ...argv.slice(0, at), ...rest.slice(end)]
}

const helpWords = new Set(['-h', '--help'])

/** The words before the first flag, when flags follow and none of them asks for help; undefined otherwise. */
export function wordsBeforeFlags(argv: readonly string[]): readonly string[] | undefined {
  const flag = argv.findIndex((word) => word.startsWith('-'))
  return flag <= 0 || flagWords(argv).some((word) => helpWords.has(word)) ? undefined : argv.slice(0, flag)
}
