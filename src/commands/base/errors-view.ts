import type {CapturedError} from '../../protocol/commands/process/show-errors.ts'
import type {Style} from '../../terminal/style.ts'

const names: Readonly<Record<number, string>> = {9: '\\t', 10: '\\n', 13: '\\r', 27: '\\e', 92: '\\\\'}
const shown = (byte: number): string => names[byte] ?? (byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte))

/** Bytes of a line at most. */
const longest = 64

/** Each message with who sent it, and below it a line for each of its lines, the byte at which it went wrong marked by what stands around it. */
export function errorsText(errors: readonly CapturedError[], style: Style): string {
  return errors.map((error) => `${heading(error, style)}\n${messageLines(error, style).join('\n')}\n`).join('\n')
}

function heading({time, side, frontend, backend, server, source, position, length}: CapturedError, style: Style): string {
  const to = [backend, server].filter((name) => name !== null).join('/')
  const way = [source, frontend, ...(to === '' ? [] : [to])].join(' → ')
  return `${style.bold(`invalid ${side}`)} ${time.replace('T', ' ')}  ${way}\n${style.dim(`byte ${position} of ${length}:`)}`
}

function messageLines({message, position}: CapturedError, style: Style): string[] {
  const lines: string[] = []
  for (let from = 0; from < message.length; ) {
    const feed = message.indexOf(10, from)
    const end = Math.min(feed === -1 ? message.length : feed + 1, from + longest, message.length)
    const [before, at, behind] = [part(message, from, Math.min(position, end)), part(message, position, position + 1), part(message, position + 1, end)]
    const marked = position >= from && position < end
    lines.push(`  ${String(from).padStart(5)}  ${marked ? `${before}${style.red(`»${at}«`)}${behind}` : part(message, from, end)}`)
    from = end
  }
  return lines
}

const part = (message: Buffer, from: number, to: number): string => [...message.subarray(from, Math.max(from, to))].map(shown).join('')
