/** oclif's sentences about what is wrong with a command line, and ours. */
const sentences: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [/^All of the following must be provided when using (--\S+): (.+)$/, (flag, others) => `${flag} works only together with ${others}`],
  [/^(--[\w-]+)\S* cannot also be provided when using (--[\w-]+)$/, (one, other) => `${one} and ${other} exclude each other`],
  [/^Missing \d+ required args?:\n([^]*)$/, (list) => `missing argument: ${names(list)}`],
  [/^Unexpected arguments?: (.+)$/, (extra) => `unexpected argument: ${extra}`],
  [/^Nonexistent flags?: (.+)$/, (flags) => `there is no flag ${flags}`],
  [/^Expected (--[\w-]+)=(.*) to be one of: (.+)$/, (flag, given, options) => `${flag} takes one of ${options}; not ${JSON.stringify(given)}`],
  [/^Expected (.*) to be one of: (.+)$/, (given, options) => `${JSON.stringify(given)} is none of ${options}`],
  [/^Missing required flag (\S+)$/, (flag) => `--${flag.replace(/^--/, '')} is needed`],
  [/^Flag (--[\w-]+) can only be specified once$/, (flag) => `${flag} was given more than once`],
  [/^Flag (--[\w-]+) expects (?:a value|one of these values: .*)$/, (flag) => `${flag} needs a value`],
]

/** `name  what it is`, a line each; what wraps is indented. */
const names = (list: string): string => [...list.matchAll(/^(\w+)/gm)].map(([name]) => name.toUpperCase()).join(', ')

/** What oclif said, in our words; what has none stays. */
export function worded(message: string): string {
  for (const [form, ours] of sentences) {
    const found = form.exec(message)
    if (found) return ours(...found.slice(1))
  }
  return message
}
