/** What was typed, as it is taken in. */
export type KeyPiece =
  /** Keys of the line itself, up to one that may end it. */
  | {readonly kind: 'keys'; readonly keys: string}
  /** Between the marks of a bracketed paste. */
  | {readonly kind: 'paste'; readonly text: string}

const pasteStart = '\u001B[200~'
const pasteEnd = '\u001B[201~'
/** Enter, Ctrl-C: what comes behind them is for whoever reads next. Tab: it waits for completions. */
// oxlint-disable-next-line no-control-regex -- keys are control characters
const ending = /[\r\n\u0003\t]/

/** The first piece of what was typed, and how long it is; undefined while its end has not come. */
export function firstPiece(typed: string): {readonly piece: KeyPiece; readonly length: number} | undefined {
  if (typed.startsWith(pasteStart)) {
    const end = typed.indexOf(pasteEnd)
    if (end === -1) return undefined
    return {piece: {kind: 'paste', text: typed.slice(pasteStart.length, end)}, length: end + pasteEnd.length}
  }
  // its beginning, cut by the terminal; an escape alone is a key
  if (typed.length > 2 && pasteStart.startsWith(typed)) return undefined
  const paste = typed.indexOf(pasteStart)
  const before = paste === -1 ? typed : typed.slice(0, paste)
  const end = ending.exec(before)
  const keys = end ? before.slice(0, end.index + 1) : before
  return keys === '' ? undefined : {piece: {kind: 'keys', keys}, length: keys.length}
}
