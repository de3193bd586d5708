import {commandsOf} from '../protocol/raw-line.ts'

/** Behind `@1` and the like, whom the rest is for. */
const raw = /^\s*(?:@\S*\s+)*(?:shutdown|clear|del|reload|hard-reload|debug\s+dev|set\s+dynamic-cookie-key)(?:\s|$)/
const verb = /^\s*(?:\S+\s+(?:clear|del|kill|abort|delete)|frontend\s+shutdown|limit\s+set)(?:\s|$)/

/** A raw line that ends or removes something: the shell asks before it sends it. HAProxy takes `cl\ear` for `clear`. */
export const isDangerous = (line: string): boolean => commandsOf(line).some((command) => raw.test(command.replace(/\\(.)/gs, '$1')))

/** The same for what is coloured while it is typed: verbs of hactl, which ask by themselves, too. */
export const looksDangerous = (line: string): boolean => isDangerous(line) || verb.test(line)
