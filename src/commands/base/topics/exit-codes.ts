import {exitStatuses} from '../exit-statuses.ts'
import type {Page, Term} from './page.ts'

const numbers = (rows: typeof exitStatuses): string => rows.flatMap(({statuses}) => statuses).join(', ')

/** The statuses after which the same holds of what runs. */
const fates: readonly Term[] = [...new Set(exitStatuses.map(({running}) => running))].map((fate) => [
  numbers(exitStatuses.filter(({running}) => running === fate)),
  fate,
])

export const exitCodesPage: Page = {
  name: 'exit-codes',
  summary: 'what the exit status says, and what became of what runs',
  sections: [
    [
      'EXIT STATUS',
      {terms: exitStatuses.map((row) => [numbers([row]), row.meaning])},
      'A status other than 0 and 6 comes with an error on stderr: what could not be done and why, and what to do next. With -o json or --json it is an object on stdout.',
    ],
    ['WHAT BECAME OF THE RUNNING MAP', {terms: fates}],
    [
      'IN A SCRIPT',
      {
        lines: [
          'hactl map sync routes.map || case $? in',
          '  3|4) exit 75;;        # nothing was changed: later again',
          '  5) echo "look first" >&2; exit 1;;',
          '  *) exit 1;;',
          'esac',
        ],
      },
      'Every error has a code too, which stays the same between versions (`.error.code` in JSON): docs/errors.md lists them. `hactl exec` and `hactl batch` answer 1 when HAProxy refused one of their commands; the others ran.',
    ],
    [
      'SIGNALS',
      'A signal that comes after a commit was sent does not end hactl: the answer is waited for, and the status is 0 or 5. A second one ends it at once, with 5. A reader that leaves (`| head`) is no error: the status is 0, and nothing is said.',
    ],
  ],
}
