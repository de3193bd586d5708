import {HactlError} from '../protocol/error.ts'

const quotedWord = /\s*((?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)/gy

/**
 * The words of a hactl command, as a shell takes them apart: quotes keep blanks, a backslash keeps what stands behind it.
 *
 * @throws HactlError `usage` for a quote without its end
 */
export function wordsOf(line: string): string[] {
  const found = [...line.matchAll(quotedWord)]
  const end = found.reduce((sum, [whole]) => sum + whole.length, 0)
  if (line.slice(end).trim() !== '')
    throw new HactlError('usage', {exit: 2, message: `a quote or a backslash without its end: ${line.slice(end).trim()}`, hint: 'nothing was run'})
  return found.map(([, word = '']) =>
    word.replaceAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/g, (_, double: string | undefined, single: string | undefined, escaped: string | undefined) =>
      double === undefined ? (single ?? escaped ?? '') : double.replaceAll(/\\(["\\])/g, '$1'),
    ),
  )
}
