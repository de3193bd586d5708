// docs/commands: a page a topic, and an index with what all commands have in common.
import {block, code, madeBy, page, prose, table} from './markdown.mjs'

const folder = 'docs/commands'

/** A topic that is one command has no verbs, and its page no overview. */
const isAlone = ({name, commands: [first, ...others]}) => others.length === 0 && first.name === name

const terms = (what, rows) =>
  rows.length > 0 &&
  table(
    [what, 'meaning'],
    rows.map(({term, meaning}) => [code(term), prose(meaning)]),
  )

const groupsOf = (flags) => [...new Set(flags.map(({group}) => group))].map((name) => ({name, flags: flags.filter(({group}) => group === name)}))

const bodyOf = ({usage, summary, description, args, flags, examples}) => [
  `${prose(summary)}.`.replace(/^./, (first) => first.toUpperCase()),
  block('text', usage),
  prose(description),
  terms('argument', args),
  ...groupsOf(flags).map((group) => terms(group.name ? `flag (${group.name.toLowerCase()})` : 'flag', group.flags)),
  `${flags.length > 0 ? 'And the' : 'It has the'} [flags of every command](README.md#flags-of-every-command).`,
  block('sh', examples.join('\n')),
]

const headed = (command) => [`## hactl ${command.name}`, ...bodyOf(command)]

const overview = (commands, link) =>
  table(
    ['command', 'what it does'],
    commands.map((command) => [`[${code(`hactl ${command.name}`)}](${link(command)})`, prose(command.summary)]),
  )

const anchorOf = ({name}) => `#hactl-${name.replaceAll(' ', '-')}`

function topicPage(topic) {
  const {name, description, commands} = topic
  if (isAlone(topic)) return page(madeBy, `# hactl ${name}`, ...bodyOf(commands[0]))
  return page(madeBy, `# hactl ${name}: ${prose(description)}`, overview(commands, anchorOf), ...commands.flatMap(headed))
}

function indexPage({topics, shared}) {
  const linkOf = (command) => `${command.topic}.md${topics.some((topic) => isAlone(topic) && topic.name === command.name) ? '' : anchorOf(command)}`
  const section = (title, commands) => [`## ${title}`, overview(commands, linkOf)]
  return page(
    madeBy,
    '# Commands',
    'What `--help` says of each command; `man hactl` has it too.',
    ...topics.filter((topic) => !isAlone(topic)).flatMap(({name, description, commands}) => section(`hactl ${name}: ${prose(description)}`, commands)),
    ...section(
      'More',
      topics.filter(isAlone).flatMap(({commands}) => commands),
    ),
    '## Flags of every command',
    'Where and how patiently to connect is asked only by those that talk to HAProxy.',
    terms('flag', shared),
  )
}

/** @returns [path, text] of each page */
export const commandPages = (facts) => [
  [`${folder}/README.md`, indexPage(facts)],
  ...facts.topics.map((topic) => [`${folder}/${topic.name}.md`, topicPage(topic)]),
]
