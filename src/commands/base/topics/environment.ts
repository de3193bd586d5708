import {baseFlags} from '../flags.ts'
import {targetFlags} from '../target.ts'
import type {Page, Term} from './page.ts'

/** What its flag says, without what is said of the variable. */
const flagTerm = (variable: string, name: string, {description = ''}: {readonly description?: string | undefined}): Term => [
  variable,
  `as --${name}: ${description.replace(/ \[env: .*\]$/, '')}`,
]

export const environmentPage: Page = {
  name: 'environment',
  summary: 'variables of the environment that hactl reads',
  sections: [
    [
      'INSTEAD OF A FLAG',
      'A flag goes before its variable, a variable before the files of contexts. One that is empty counts as not set.',
      {
        terms: [
          flagTerm('HACTL_SOCKET', 'socket', targetFlags.socket),
          flagTerm('HACTL_CONTEXT', 'context', targetFlags.context),
          flagTerm('HACTL_TIMEOUT', 'timeout', targetFlags.timeout),
          flagTerm('HACTL_OUTPUT', 'output', baseFlags.output),
          flagTerm(baseFlags.debug.env ?? '', 'debug', {description: `${baseFlags.debug.description} (1, true, y or yes)`}),
        ],
      },
      'HACTL_SOCKET and HACTL_CONTEXT together are refused, for each names a target. `hactl config show --origin` tells what holds, and who says so.',
    ],
    [
      'COLOUR',
      'The first of these that says something decides; else there is colour on a terminal, and none in a pipe or a file.',
      {
        terms: [
          ['--no-color, HACTL_NO_COLOR', 'no colour'],
          ['FORCE_COLOR', '0 or false: no colour; anything else: colour, in a pipe too'],
          ['CLICOLOR_FORCE', 'anything but 0 or false: colour, in a pipe too'],
          ['NO_COLOR', 'set to anything: no colour'],
          ['CLICOLOR', '0 or false: no colour'],
          ['TERM', 'dumb: no colour, and no progress'],
        ],
      },
    ],
    [
      'OTHERS',
      {
        terms: [
          ['CI', 'set, but for 0 and false: no spinner; a long piece of work says each ten seconds how far it is'],
          ['GITHUB_ACTIONS, GITLAB_CI', 'the same, and parts of the log are folded as that runner has it'],
          ['HACTL_PAGER, PAGER', 'of hactl shell; empty or cat: none (default less)'],
          ['SHELL', 'the shell that hactl completion speaks of'],
          ['HACTL_COMPLETE', 'what was typed, from the completion of PowerShell'],
          ['COLUMNS', 'width of a terminal, for tables and help'],
          ['XDG_CONFIG_HOME', 'hactl/config.yaml there holds contexts (default ~/.config)'],
          ['XDG_STATE_HOME', 'hactl/history there is the history of hactl shell, hactl/agreed what project files were agreed to (default ~/.local/state)'],
          ['XDG_CACHE_HOME', 'hactl/v8 there keeps compiled code, from Node.js 22 on (default ~/.cache)'],
          ['TMPDIR', 'for what can be read only once, and large comparisons; nothing stays behind (default /tmp)'],
        ],
      },
    ],
  ],
}
