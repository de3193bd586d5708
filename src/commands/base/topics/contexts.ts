import {wellKnownSockets} from '../../../client/discover.ts'
import {projectName, userFile} from '../../../contexts/paths.ts'
import type {Page} from './page.ts'

export const contextsPage: Page = {
  name: 'contexts',
  summary: 'which HAProxy a command talks to, and HAProxies under names',
  sections: [
    [
      'WHICH HAPROXY',
      'The first of these that names one:',
      {
        terms: [
          ['1. flags', '-s ADDR (a path, unix://PATH or tcp://HOST:PORT) or --context NAME'],
          ['2. environment', 'HACTL_SOCKET or HACTL_CONTEXT'],
          ['3. project', `"current" in the nearest ${projectName}, in this folder or above it`],
          ['4. user', `"current" in ${userFile({HOME: '~'})}`],
          ['5. discovery', `the first of these that is there: ${wellKnownSockets.join(', ')}`],
        ],
      },
      '`hactl config show --origin` tells what holds here, and who says so.',
    ],
    [
      'NAMES',
      {
        lines: [
          'hactl context discover          # what runs here, and how to add it',
          'hactl context add lab --socket /run/haproxy/admin.sock',
          'hactl context add prod --socket tcp://10.0.0.5:9999 --confirm',
          'hactl context use lab           # for commands that name no HAProxy',
          'hactl context list',
          'hactl map list --context prod',
        ],
      },
    ],
    [
      'PROTECTION',
      {
        terms: [
          ['--read-only', 'nothing that may change something is sent (exit status 7)'],
          ['--confirm', 'each change asks; without a terminal it needs --yes'],
          ['--level LEVEL', 'the least level that the socket must have: user, operator, admin'],
        ],
      },
      `A change whose target comes from a ${projectName} tells that target and asks once for each content of the file; without a terminal it needs --context or HACTL_CONTEXT. Where -s names the HAProxy, no context holds, and none protects it.`,
      'The form of the files: docs/contexts.md.',
    ],
  ],
}
