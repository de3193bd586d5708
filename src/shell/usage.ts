/** A command as the `help` of a HAProxy writes it. */
export interface Usage {
  /** Its first words: `set server`. */
  readonly words: readonly string[]
  /** Words that may stand behind them: `json` of `show info [desc|json|typed|float]*`. */
  readonly choices: readonly string[]
  /** What it does. */
  readonly about: string
}

const helpLine = /^ {2}(\S.*?)\s*: (.*)$/
const plainWord = /^[a-z@][\w-]*$/
const group = /[[{]([^[\]{}<>]*)[\]}]/g
/** In the place of what one may write there. */
const placeholders = new Set(['args', 'filter', 'id', 'key', 'map', 'match', 'msg', 'nb', 'num', 'opts', 'section', 'value', 'var'])
const isChoice = (word: string): boolean => plainWord.test(word) && word.length > 1 && !placeholders.has(word)

/** The commands that `help` lists. */
export function readHelp(text: string): Usage[] {
  return text.split('\n').flatMap((line) => {
    const [, usage, about = ''] = helpLine.exec(line) ?? []
    if (usage === undefined) return []
    const parts = usage.split(/\s+/)
    const end = parts.findIndex((part) => !plainWord.test(part))
    const words = end === -1 ? parts : parts.slice(0, end)
    const choices = [...usage.matchAll(group)].flatMap(([, inside = '']) => inside.split(/[|\s]+/)).filter(isChoice)
    return words.length === 0 ? [] : [{words, choices, about}]
  })
}
