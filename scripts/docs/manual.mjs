// hactl.1: one page for all commands, as `man hactl` shows it.
import {wellKnownSockets} from '../../lib/client/discover.js'
import {statuses} from '../../lib/commands/base/help.js'
import {apart, bold, item, literal, paragraph, section, subsection, title} from './roff.mjs'

const environment = [
  ['HACTL_SOCKET', 'where HAProxy listens, when no --socket is given'],
  ['HACTL_CONTEXT', 'the context, when neither --context nor --socket is given'],
  ['HACTL_TIMEOUT, HACTL_OUTPUT', 'as --timeout and --output'],
  ['HACTL_DEBUG', '1: as --debug'],
  ['HACTL_NO_COLOR, NO_COLOR', 'set to anything: no colour'],
]

const commandPart = ({name, usage, summary, description, args, flags, examples}) =>
  subsection(
    `hactl ${name}`,
    apart(bold(`${usage} [FLAGS]`)),
    apart(paragraph(`${summary}.`.replace(/^./, (first) => first.toUpperCase()))),
    ...(description ? [apart(paragraph(description))] : []),
    ...[...args, ...flags].map(({term, meaning}) => item(term, meaning)),
    literal(examples),
  )

/** @returns [path, text] */
export const manualPage = ({version, description, topics, shared}) => [
  'hactl.1',
  [
    String.raw`.\" made by "npm run docs"; what is changed here is lost`,
    title('HACTL', '1', '', `hactl ${version}`, 'User Commands'),
    section('NAME', paragraph(`hactl - ${description}`)),
    section('SYNOPSIS', apart(`${bold('hactl')} ${paragraph('COMMAND [ARGUMENTS] [FLAGS]')}`)),
    section('COMMANDS', ...topics.flatMap(({commands}) => commands.map(commandPart))),
    section('FLAGS OF EVERY COMMAND', ...shared.map(({term, meaning}) => item(term, meaning))),
    section('EXIT STATUS', ...statuses.split(' · ').map((each) => item(...splitAt(each)))),
    section('ENVIRONMENT', ...environment.map(([name, meaning]) => item(name, meaning))),
    section('FILES', apart(paragraph('Without a socket the first of these that is there is taken:')), literal(wellKnownSockets)),
    section('SEE ALSO', apart(`${bold('haproxy')}(1)`), apart(paragraph('docs/ in the package: map-sync.md, errors.md, haproxy-faults.md'))),
    '',
  ].join('\n'),
]

/** `130, 143 interrupted`: the numbers, and what they mean. */
function splitAt(text) {
  const [, numbers, meaning] = /^(\d+(?:, \d+)*) (.*)$/.exec(text)
  return [numbers, meaning]
}
