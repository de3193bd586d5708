/** The lab's own reading of `show map` and `show acl`; it shares nothing with src/, so that neither can hide the other's faults. */

export type Entry = [key: string, value: string]

/** What `show map` says about one map. HAProxy 2.2 has no versions and counts nothing. */
export interface Header {
  id: number
  currVer: number | undefined
  nextVer: number | undefined
  entryCount: number | undefined
}

/** A line that does not begin with a pointer belongs to the entry before: a key or value may hold line feeds. */
export function readDump(answer: string, kind: 'map' | 'acl'): Entry[] {
  const lines = answerLines(answer)
  if (lines.length > 0 && !/^0x[0-9a-f]+ /.test(lines[0] ?? '')) throw new Error(`not a dump: ${JSON.stringify(answer.slice(0, 200))}`)
  const entries: string[] = []
  for (const line of lines) {
    const pointer = /^0x[0-9a-f]+ /.exec(line)
    if (pointer) entries.push(line.slice(pointer[0].length))
    else entries[entries.length - 1] += `\n${line}`
  }
  return entries.map((entry) => {
    const space = kind === 'map' ? entry.indexOf(' ') : -1
    return space < 0 ? [entry, ''] : [entry.slice(0, space), entry.slice(space + 1)]
  })
}

/** The header of `file` in the list of all maps or ACLs. */
export function readHeader(list: string, file: string): Header {
  for (const line of answerLines(list)) {
    const [, id, name] = /^(-?\d+) \((.*?)\) /.exec(line) ?? []
    if (name !== file) continue
    const [, currVer, nextVer, entryCount] = /\. curr_ver=(\d+) next_ver=(\d+) entry_cnt=(\d+)$/.exec(line) ?? []
    return {id: Number(id), currVer: count(currVer), nextVer: count(nextVer), entryCount: count(entryCount)}
  }
  throw new Error(`${file} is not in ${JSON.stringify(list.slice(0, 2000))}`)
}

const count = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits))

/** Without the empty line that ends an answer; an answer without it was cut off. */
function answerLines(answer: string): string[] {
  if (answer === '\n') return []
  if (!answer.endsWith('\n\n')) throw new Error(`an answer that was cut off: ${JSON.stringify(answer.slice(-200))}`)
  return answer.slice(0, -2).split('\n')
}
