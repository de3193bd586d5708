import {isAtLeast, isWithin, type Version, type VersionRange} from './version.ts'

/** Something that HAProxy does and a writer does not expect: docs/haproxy-faults.md has it under the same name, with its reproduction or its source. */
export interface Fault extends VersionRange {
  readonly name: string
  readonly what: string
  /** Requests wait for seconds, or HAProxy ends. */
  readonly stops?: true
  /** Others tell of it; no HAProxy of the lab has shown it. */
  readonly reported?: true
  /** `until` is a release of the branch that has it: to be had without an upgrade to another branch. */
  readonly mended?: true
  /** Releases inside the range that were tried and do not have it, nor do later ones of their branches. */
  readonly without?: readonly string[]
  /** What keeps clear of it, where hactl cannot. */
  readonly advice?: string
}

/** By version, since HAProxy does not tell what it has. Bounds that no release is known for are those of its branch. A test compares them with the page. */
export const faults: readonly Fault[] = [
  {name: 'clear-current', what: '`clear map @V` empties the running map once V is current', since: '2.4'},
  {name: 'clear-then-commit', what: 'a version that was cleared can still be committed, and the map is empty', since: '2.4', until: '3.4'},
  {name: 'clear-without-effect', what: '`clear map @V` answers success and removes nothing', since: '3.4'},
  {name: 'clear-blocks', what: '`clear map @V` beside a large map stops HAProxy, or ends it', since: '2.4', until: '3.4', stops: true},
  {
    name: 'interleaved-commit',
    what: 'committing the higher of two versions that were loaded at once takes time that grows with the square',
    since: '2.4',
    until: '3.4',
    stops: true,
  },
  {name: 'stale-cache', what: 'a commit into an empty map stays without effect for what was asked before', since: '2.4'},
  {name: 'lost-update', what: 'of two clients that prepare, both commits succeed, and the second undoes the first', since: '2.4'},
  {name: 'late-add', what: 'an entry for a version that is over is accepted, and nobody sees it', since: '2.4'},
  {name: 'late-add-blocks-clear', what: 'after such an entry, `clear map` of the running map does nothing', since: '3.4'},
  {name: 'change-lost', what: 'a plain `add`, `set` or `del` between prepare and commit is gone, and no version tells', since: '2.4'},
  {name: 'set-reaches-prepared', what: 'a plain `set map` also changes versions that are only prepared', since: '2.4', until: '3.2'},
  {name: 'abandoned-stays', what: 'a version that nobody commits stays in memory', since: '2.4'},
  {name: 'version-not-a-number', what: 'a word behind `@` that is no number is version 0', since: '2.4'},
  {name: 'numbers-begin-again', what: "after a reload the same number is somebody else's version", since: '2.4'},
  {name: 'number-moves', what: 'after a change of the configuration `#1` is another map'},
  {name: 'old-worker', what: 'a session that stays commits into the old process after a reload', since: '2.4'},
  {name: 'count-per-use', what: '`entry_cnt` counts an entry once for each kind of match that uses the map', since: '2.5'},
  {name: 'dump-overtaken', what: 'a dump that a commit overtakes ends early, and looks whole', since: '2.4'},
  {name: 'add-doubles', what: '`add map` of a key that is there adds a second entry'},
  {name: 'del-one', what: '`del map` removes one of several equal keys', since: '3.4'},
  {name: 'reference-reused', what: 'the reference of an entry that is gone is that of the next one'},
  {name: 'set-unparsed', what: '`set map` with a value that the map cannot hold is answered with success, and changes nothing', until: '3.0'},
  {name: 'linear-changes', what: 'each `set map` and `del map` walks over the whole map', until: '2.9', stops: true},
  {name: 'count-below-zero', what: 'an entry that is refused is taken off `entry_cnt`', since: '2.5'},
  {name: 'dump-ambiguous', what: 'a key with a blank cannot be told from its value in a dump'},
  {name: 'dump-with-blank-line', what: 'a key may hold line feeds, and its dump an empty line that looks like the end'},
  {name: 'payload-stops', what: 'a line that is refused ends the work in the middle'},
  {name: 'payload-key-only', what: 'a line with a key alone swallows the next line'},
  {name: 'payload-leading-blank', what: 'a line that begins with a blank has an empty key'},
  {name: 'payload-comment', what: 'a comment becomes an entry'},
  {name: 'payload-trailing-blank', what: 'blanks at the end of a line stay in the value'},
  {name: 'payload-cr', what: 'a carriage return stays in the value', since: '3.0'},
  {name: 'payload-crlf', what: 'a payload with CRLF never ends', since: '3.0'},
  {name: 'payload-cut-off', what: 'a payload without its end is dropped without a word'},
  {name: 'payload-empty-line', what: 'an empty line inside a payload ends it, and what follows are commands'},
  {name: 'long-terminator', what: 'a word behind `<<` that is too long opens no payload, and its lines are commands', until: '3.2'},
  {name: 'acl-payload-joined', what: 'without a blank behind each pattern, all lines of an ACL payload become one pattern', since: '2.4'},
  {name: 'large-payload-silent', what: 'a payload over the buffer is dropped without a word', until: '3.0'},
  {name: 'large-payload-no-end', what: 'the refusal of a large payload lacks the empty line that ends an answer', since: '3.0', until: '3.4'},
  {name: 'large-payload-hangs', what: 'a payload over the buffer is accepted, and never answered', since: '3.4'},
  {name: 'large-payload-cut', what: 'a payload over the buffer that an empty line ends loses its tail, with success as the answer', since: '3.4'},
  {name: 'second-line', what: 'only the first line of a connection is run', since: '3.0'},
  {name: 'line-without-end', what: 'a line without its line feed is dropped without a word'},
  {name: 'words-lost', what: 'words too many are passed over, with success as the answer'},
  {name: 'quotes', what: 'quotes are nothing special, and there is no empty word'},
  {name: 'backslash', what: 'a backslash takes itself away'},
  {name: 'value-opens-payload', what: 'a last word that begins with `<<` opens a payload', since: '2.9'},
  {name: 'escaped-payload', what: '`<<` at the end of a line opens a payload even where it is escaped', until: '2.9'},
  {name: 'empty-line', what: 'an empty line is answered with the whole help', until: '3.0'},
  {name: 'crlf-answers', what: 'a line that ends in CRLF is answered by one empty line too many', since: '3.2'},
  {name: 'no-status', what: 'nothing in an answer says reliably whether it is an error'},
  {name: 'all-commands-run', what: 'an error in a line does not stop the commands behind it'},
  {name: 'queued-command', what: 'a command that waits for a slot is run when its client has long gone'},
  {name: 'echo-in-sessions', what: 'in a session each line of a payload is echoed', until: '3.2'},
  {name: 'session-keeps-worker', what: 'an idle session keeps the old worker alive after a reload'},
  {name: 'wait-interrupted', what: 'a client that closes its side interrupts `wait`', since: '3.0'},
  {name: 'level-of-maps', what: 'from 3.4 on every map command wants level admin, reading too', since: '3.4'},
  {name: 'wrong-reason', what: 'where the level is too low, `show ssl cert` says that memory is short'},
  {name: 'numbers', what: 'a number that is none is 0'},
  {name: 'typo-clears', what: '`clear counters` with a word that does not exist clears, and `clear table` without a filter clears all of it'},
  {name: 'clear-forgets-since', what: '`clear counters all` forgets since when servers and backends are as they are', since: '3.0'},
  {name: 'same-severity', what: '`set server … addr` answers severity 4 for success and for failure'},
  {name: 'half-an-address', what: '`set server … addr A port +N` is refused, and has set the address all the same'},
  {name: 'offset-is-port', what: 'a port N for a server with the offset +N changes nothing', until: '3.0'},
  {name: 'half-an-end', what: 'some errors lack the empty line that ends an answer', since: '2.4', until: '2.8'},
  {name: 'verbosities-kill', what: 'asking `haterm` for its trace verbosities ends HAProxy', since: '3.4', stops: true},
  {name: 'master-no-end', what: 'errors of the master lack the empty line, and the connection stays open'},
  {name: 'master-help', what: 'a line that is too long is replaced by `help`'},
  {name: 'master-wait', what: '`@1 wait` is interrupted at once', since: '3.0'},
  {name: 'empty-line-ends', what: 'An empty line ends HAProxy', since: '3.2', until: '3.2.1', stops: true, reported: true, mended: true},
  {
    name: 'bursts',
    what: 'The socket spins or stands still when input comes in bursts',
    since: '3.2',
    until: '3.2.4',
    stops: true,
    reported: true,
    mended: true,
  },
  {
    name: 'large-payload-loop',
    what: 'A payload over the buffer is an endless loop at 100 % CPU, ended by the watchdog',
    since: '3.2',
    until: '3.4',
    without: ['3.2.26'],
    stops: true,
    reported: true,
  },
  {name: 'large-payload-ends', what: 'A payload over the buffer ends HAProxy when the client leaves', until: '3.0', stops: true, reported: true},
  {
    name: 'pools-endless',
    what: 'An unfiltered `show pools` behind other commands is answered without end with `tune.bufsize 8192`: 1 GB in 3 s',
    since: '3.4',
    reported: true,
  },
  {name: 'words-dropped', what: 'More than 64 words in a command: those too many are dropped without a word', until: '3.2', reported: true},
  {name: 'level-of-maps-early', what: 'Late releases want level admin for map commands', since: '3.3', until: '3.4', reported: true},
  {name: 'master-level', what: '`@@1` of the master ignores a level that was lowered', since: '3.2', until: '3.4', reported: true},
  {name: 'master-slots', what: 'A connection to the master that is never closed takes one of its ten slots for ever', reported: true},
  {
    name: 'one-transaction',
    what: `The transaction of a certificate, a CA file or a CRL belongs to the process, not to a client: one at a time for everybody. After "Failed!" it is gone, after "Can't commit" it stays`,
    reported: true,
  },
  {name: 'pem-empty-line', what: 'A PEM with an empty line ends its own payload', reported: true},
  {
    name: 'lock-not-held',
    what: 'Two clients that load certificates at once release a lock that they do not hold',
    since: '3.4',
    until: '3.4.1',
    reported: true,
  },
  {
    name: 'leastconn-abort',
    what: 'A server added at run time stays in maintenance without health checks; removing one aborts with leastconn',
    since: '3.2.6',
    until: '3.4.1',
    without: ['3.2.26'],
    stops: true,
    reported: true,
    advice: 'servers that come and go at run time and `balance leastconn` do not belong together here',
  },
]

/** What is known of a version. */
export const faultsOf = (version: Version): Fault[] => faults.filter((fault) => isWithin(version, fault) && !isPast(version, freeRelease(version, fault)))

/** The release of the same branch that is without it; undefined where none is known. */
export const freeRelease = ({major, minor}: Version, {without = [], mended, until}: Fault): string | undefined =>
  [...without, ...(mended && until !== undefined ? [until] : [])].find((release) => release.startsWith(`${major}.${minor}.`))

const isPast = (version: Version, release: string | undefined): boolean => release !== undefined && isAtLeast(version, release)
