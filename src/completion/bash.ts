import type {Completions} from './completions.ts'
import {readTyped} from './typed-line.ts'
import type {Candidate} from './words.ts'

/** What bash tells of a line. */
export interface BashLine {
  /** COMP_LINE up to the cursor. */
  readonly line: string
  /** The end of it, which the completion replaces: no more than what stands behind a quote, a colon and the like. */
  readonly replaced: string
  /** COMP_TYPE */
  readonly type: string
  readonly columns: number
}

/** COMP_TYPE when bash only lists what there is: `?` and `!`. */
const listing = new Set(['63', '33'])

/** What an alias says behind `hactl`; nothing where it does not say that. */
export function aliasWords(alias: string): readonly string[] {
  const {words} = readTyped(`${alias} `)
  return words.slice(words.findIndex((word) => /(?:^|\/)hactl$/.test(word)) + 1 || words.length)
}

/** Completions as bash puts them in: quoted as the word was begun. */
export function bashReplies({candidates}: Pick<Completions, 'candidates'>, {line, replaced, type, columns}: BashLine): string[] {
  const {quote} = readTyped(line)
  const kept = readTyped(line.endsWith(replaced) ? line.slice(0, line.length - replaced.length) : line).begun
  const replies = candidates.map(({word}) => quoted(word.slice(kept.length), quote))
  return listing.has(type) && replies.length > 1 ? explained(replies, candidates, columns) : replies
}

function quoted(text: string, quote: string): string {
  if (quote === "'") return text.replaceAll("'", String.raw`'\''`)
  // the history is looked at within double quotes, too
  if (quote === '"') return text.replaceAll(/["\\$`]/g, String.raw`\$&`).replaceAll('!', String.raw`"\!"`)
  return text.replaceAll(/[\s"'\\$`!&*()|;<>?[\]{}~#^]/g, String.raw`\$&`)
}

/** For people, who see it and do not get it into their line; cut, so that each has a line of its own. */
function explained(replies: readonly string[], candidates: readonly Candidate[], columns: number): string[] {
  // one after the other: there may be more names than a call takes arguments
  const widest = replies.reduce((most, {length}) => Math.max(most, length), 0)
  return replies.map((reply, at) => {
    const about = candidates[at]?.about ?? ''
    return about === '' ? reply : `${reply.padEnd(widest)}  (${about})`.slice(0, Math.max(widest, columns - 1))
  })
}
