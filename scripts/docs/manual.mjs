// hactl.1: one page for all commands, as `man hactl` shows it.
import {wellKnownSockets} from '../../lib/client/discover.js'
import {helpPages} from '../../lib/commands/base/topics/pages.js'
import {apart, bold, item, literal, paragraph, section, subsection, title} from './roff.mjs'

/** Pages that have a section of this name in a manual. */
const headings = {environment: 'ENVIRONMENT', 'exit-codes': 'EXIT STATUS'}

function blockPart(block) {
  if (typeof block === 'string') return apart(paragraph(block))
  return block.lines ? literal(block.lines) : block.terms.map(([word, meaning]) => item(word, meaning)).join('\n')
}

/** What `hactl help NAME` tells. */
const pagePart = ({name, summary, sections}) =>
  section(
    headings[name] ?? name.toUpperCase(),
    apart(paragraph(`${summary}.`.replace(/^./, (first) => first.toUpperCase()))),
    ...sections.map(([heading, ...blocks]) => subsection(heading, ...blocks.map(blockPart))),
  )

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
    ...helpPages.map(pagePart),
    section('FILES', apart(paragraph('Without a socket the first of these that is there is taken:')), literal(wellKnownSockets)),
    section('SEE ALSO', apart(`${bold('haproxy')}(1)`), apart(paragraph('docs/ in the package: map-sync.md, errors.md, haproxy-faults.md'))),
    '',
  ].join('\n'),
]
