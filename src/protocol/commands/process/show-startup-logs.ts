import type {WireCommand} from '../../command.ts'
import {refused} from '../../refusal.ts'
import {readable} from '../../word.ts'

/** A message from the start of the process. */
export interface StartupLog {
  /** `notice`, `warning`, `alert`, `diag`; undefined where the line has none. */
  readonly level: string | undefined
  readonly pid: number | undefined
  readonly message: string
}

/** `[WARNING]  (4711) : text`, before 2.4 `[WARNING] 324/174146 (4711) : text`. */
const opening = /^\[(\w+)\] +(?:\d+\/\d+ )?\((\d+)\) : (.*)$/

/** `show startup-logs`: what was said while the configuration was read; often nothing. Lines without a head belong to the message before. Management guide 9.3. */
export const showStartupLogs = {
  name: 'show startup-logs',
  since: '1.9',
  level: 'operator',
  encode: () => 'show startup-logs',
  decode: (reply): StartupLog[] => {
    const text = readable(reply.text).trim()
    if (!reply.complete || /^(?:Permission denied|Unknown command)/.test(text)) throw refused('show startup-logs', reply)
    const logs: {level: string | undefined; pid: number | undefined; message: string}[] = []
    for (const line of text === '' ? [] : text.split('\n')) {
      const [, level, pid, message] = opening.exec(line) ?? []
      const last = logs.at(-1)
      if (level !== undefined && message !== undefined) logs.push({level: level.toLowerCase(), pid: Number(pid), message})
      else if (last) last.message += `\n${line}`
      else logs.push({level: undefined, pid: undefined, message: line})
    }
    return logs
  },
} as const satisfies WireCommand<[], StartupLog[]>
