import {commandsOf} from './raw-line.ts'

/** Commands that leave nothing behind but on their own connection (management guide 9.3). What is not known here may change something. */
const harmless = [
  'show',
  'get',
  'help',
  'echo',
  'wait',
  'quit',
  'prompt',
  'operator',
  'user',
  'expert-mode',
  'experimental-mode',
  'mcli-debug-mode',
  'dump',
  'set severity-output',
  'set timeout cli',
  'set anon on',
  'set anon off',
]

const blanks = /[ \t]+/
/** `@1`, `@!PID` and `@master`: whom the rest is for. */
const forWorker = /^@\S*$/

/**
 * The first command of a request, on any of its lines, that is not surely a question. A payload that a HAProxy does not take for one would run as commands,
 * so its lines are read as commands, too.
 *
 * @returns undefined when nothing can change
 */
export function firstChange(request: string): string | undefined {
  const commands = request.split('\n').flatMap(commandsOf)
  return commands.find((command) => !isHarmless(command))
}

/** Of its last words the last action counts, and one of them clears the counters. */
const harmlessCounters = /^debug counters show(?: (?:all|bug|chk|cnt|glt))*$/

function isHarmless(command: string): boolean {
  const words = command.split(blanks).filter(Boolean)
  while (words[0] !== undefined && forWorker.test(words[0])) words.shift()
  const text = words.join(' ')
  return text === '' || harmlessCounters.test(text) || harmless.some((known) => `${text} `.startsWith(`${known} `))
}
