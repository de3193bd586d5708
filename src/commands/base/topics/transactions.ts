import type {Page} from './page.ts'

export const transactionsPage: Page = {
  name: 'transactions',
  summary: 'how a map or ACL changes in one step, and what a failure leaves',
  sections: [
    [
      'WHAT A SYNC DOES',
      {
        terms: [
          ['compare', 'the running content with the file; when they are alike, nothing is sent'],
          ['prepare', 'HAProxy sets a new version aside (HAProxy 2.4 and later)'],
          ['load', 'the entries go into that version, which no request sees'],
          ['verify', 'it is read back and compared with the file'],
          ['commit', 'one command makes it current: each lookup finds the old map or the new one, never anything between'],
        ],
      },
      'Any failure before the commit leaves the running map as it was (exit status 1 to 4). A lost answer to the commit is looked into; where that cannot be done, the status is 5 and the message says what is known.',
      {
        lines: [
          'hactl map sync big.map --dry-run     # what would be sent; changes nothing',
          'hactl map sync big.map --max-change 30%',
          'hactl map sync big.map --backup before.map',
        ],
      },
    ],
    [
      'BY HAND',
      {
        lines: [
          'v=$(hactl map prepare big.map)',
          'hactl map load big.map "$v" new.map',
          'hactl map show big.map --version "$v" | head',
          'hactl map commit big.map "$v"           # or: hactl map abort big.map "$v"',
        ],
      },
      'A version that is neither committed nor aborted is invisible and takes memory until the next commit; `hactl map list` shows it. One without entries would empty the map: it is committed only with --allow-empty.',
    ],
    [
      'OTHERS WHO WRITE',
      'Two syncs of one map keep out of each other’s way: one goes on, the other one ends with status 4, or waits with --wait. Whoever commits, adds or deletes meanwhile is noticed and the sync stops; a plain `set map` after the last look is not.',
      'One step at a time, and not atomic: map set, add, del, clear, and --strategy patch.',
    ],
    [
      'AFTER THE COMMIT',
      'The change is in memory only: at its next reload HAProxy reads its own file. --save writes that file too, --save-to another one. More: docs/map-sync.md and docs/map-files.md.',
    ],
  ],
}
