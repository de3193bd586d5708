import type {Match} from '../haproxy/lab.ts'

export interface Kind {
  match: Match
  /** So many entries that HAProxy's pattern cache is used for them, from 2.9 on too: 20, for expressions 5. */
  keys: readonly string[]
  /** What traffic asks for; each finds a key. */
  samples: readonly string[]
}

const forty = (key: (index: number) => string): string[] => Array.from({length: 40}, (_, index) => key(index))

/** Every way in which a map can match. */
export const kinds: readonly Kind[] = [
  {match: 'str', keys: forty((n) => `key${n}`), samples: ['key1', 'key22', 'key39']},
  {match: 'beg', keys: forty((n) => `/path${n}/`), samples: ['/path1/a', '/path22/b', '/path39/']},
  {match: 'end', keys: forty((n) => `.ext${n}`), samples: ['a.ext1', 'b.ext22', '.ext39']},
  {match: 'sub', keys: forty((n) => `<${n}>`), samples: ['a<1>', '<22>b', '<39>']},
  {match: 'dir', keys: forty((n) => `dir${n}`), samples: ['/dir1/a', '/a/dir22', '/dir39']},
  {match: 'dom', keys: forty((n) => `dom${n}.example`), samples: ['www.dom1.example', 'dom22.example', 'a.b.dom39.example']},
  {match: 'reg', keys: forty((n) => `^re${n}-[a-z]+$`), samples: ['re1-a', 're22-bc', 're39-x']},
  {match: 'ip', keys: forty((n) => `10.0.${n}.0/24`), samples: ['10.0.1.1', '10.0.22.2', '10.0.39.3']},
  {match: 'int', keys: forty((n) => `${n * 10}:${n * 10 + 5}`), samples: ['11', '220', '395']},
]

/** All keys with one value. */
export const mapOf = ({keys}: Kind, value: string): string => keys.map((key) => `${key} ${value}\n`).join('')
